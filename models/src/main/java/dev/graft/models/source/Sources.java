package dev.graft.models.source;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The sources on the path of this program. */
final class Sources {
    static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]+):(.*)", Pattern.DOTALL);
    static final Map<String, BackboneSource> BY_SCHEME = load();

    private Sources() {}

    private static Map<String, BackboneSource> load() {
        Map<String, BackboneSource> sources = new TreeMap<>();
        ServiceLoader.load(BackboneSource.class, BackboneSource.class.getClassLoader())
                .forEach(source -> {
                    BackboneSource other = sources.put(source.scheme(), source);
                    if (other != null) {
                        throw new IllegalStateException("two sources have the scheme '" + source.scheme() + "': "
                                + other.getClass().getName() + " and "
                                + source.getClass().getName() + "; leave one of them off the path");
                    }
                });
        return sources;
    }
}

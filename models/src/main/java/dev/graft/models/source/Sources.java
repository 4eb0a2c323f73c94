package dev.graft.models.source;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Registry;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/** The sources on the path of this program. */
final class Sources {
    static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]+):(.*)", Pattern.DOTALL);
    static final Map<String, BackboneSource> BY_SCHEME = load();

    private Sources() {}

    private static Map<String, BackboneSource> load() {
        ServiceLoader<BackboneSource> found =
                ServiceLoader.load(BackboneSource.class, BackboneSource.class.getClassLoader());
        Registry<BackboneSource> sources =
                Registry.of("unknown scheme", BackboneSource.class, found, BackboneSource::scheme);
        sources.names().stream()
                .filter(scheme -> !SCHEME.matcher(scheme + ":").matches())
                .findFirst()
                .ifPresent(scheme -> {
                    throw new InvalidInputException("a library on the class path has a source of the scheme '" + scheme
                            + "'; expected two lower-case letters or more, then also digits, +, - and .");
                });
        return sources.all();
    }
}

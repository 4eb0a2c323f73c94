package dev.graft.adapters;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The families of adapters on the path of this program. */
final class Families {
    static final List<AdapterFamily> ALL =
            ServiceLoader.load(AdapterFamily.class, AdapterFamily.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    private Families() {}

    static Map<String, AdapterSpec> kinds() {
        Map<String, AdapterSpec> kinds = new LinkedHashMap<>();
        for (AdapterFamily family : ALL) {
            for (AdapterSpec spec : family.kinds()) {
                AdapterSpec other = kinds.putIfAbsent(spec.kind(), spec);
                if (other != null) {
                    throw new IllegalStateException("two adapters on the path are of the kind '" + spec.kind() + "': "
                            + other.getClass().getName() + " and "
                            + spec.getClass().getName());
                }
            }
        }
        return Collections.unmodifiableMap(kinds);
    }
}

package dev.graft.training.settings;

import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.projection.ProjectionSpec;
import java.util.HashMap;
import java.util.Map;

/**
 * Which adapter is trained: its kind, and what is given of the settings that the kind has. They are checked together only,
 * since one may be right with another that follows.
 *
 * @param given by name; what is absent is as the kind has it
 */
public record AdapterSettings(Map<String, Object> given) {
    static final String PREFIX = "adapter.";
    static final String KIND = "kind";
    static final AdapterSettings DEFAULTS = new AdapterSettings(Map.of());

    public AdapterSettings {
        given = Map.copyOf(given);
    }

    /** The name of the kind. */
    public Object kind() {
        return given.getOrDefault(KIND, ProjectionSpec.MLP.kind());
    }

    /**
     * The adapter as it is to be made.
     *
     * @throws IllegalArgumentException if the kind is unknown, has no such setting, or cannot be made so
     */
    public AdapterSpec spec() {
        return AdapterSpec.of(given);
    }

    /** These with one changed. Another kind has other settings, so those of the former are forgotten with it. */
    AdapterSettings with(String name, Object value) {
        boolean other = name.equals(KIND) && !alike(value, kind());
        Map<String, Object> changed = new HashMap<>(other ? Map.of() : given);
        changed.put(name, value);
        return new AdapterSettings(changed);
    }

    private static boolean alike(Object kind, Object other) {
        Map<String, AdapterSpec> kinds = AdapterSpec.kinds();
        return kinds.containsKey(kind)
                && kinds.containsKey(other)
                && kinds.get(kind).getClass() == kinds.get(other).getClass();
    }
}

package dev.graft.training.settings;

import dev.graft.adapters.AdapterSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings of all kinds of adapter, read off their records; kinds may share one. */
final class AdapterDeclarations {
    private static final Map<String, Range> RANGES = Map.of(
            "tokens", Range.POSITIVE,
            "hidden_layers", Range.NOT_NEGATIVE,
            "hidden_width", Range.NOT_NEGATIVE,
            "norm_epsilon", Range.POSITIVE);

    private AdapterDeclarations() {}

    /** Those of each kind, the first ones first. */
    static Collection<Declaration> all() {
        Map<String, Declaration> all = new LinkedHashMap<>();
        Set<String> kinds = AdapterSpec.kinds().keySet();
        put(all, AdapterSettings.KIND, AdapterSettings.DEFAULTS.kind(), String.join(", ", kinds) + "; give it first");
        AdapterSpec.kinds()
                .forEach((kind, spec) -> spec.toMap().forEach((name, value) -> {
                    Declaration earlier = all.get(AdapterSettings.PREFIX + name);
                    if (!name.equals(AdapterSettings.KIND)) {
                        put(
                                all,
                                name,
                                earlier == null ? value : earlier.initial(),
                                earlier == null ? "of an adapter of kind " + kind : earlier.help() + ", " + kind);
                    }
                }));
        return all.values();
    }

    private static void put(Map<String, Declaration> all, String name, Object initial, String help) {
        String key = AdapterSettings.PREFIX + name;
        Range range = RANGES.getOrDefault(name, Range.ANY);
        all.put(key, new Declaration(key, initial, help, List.of(), range, false, false, false, true));
    }
}

package dev.graft.training.settings;

import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.tensors.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of all kinds of adapter, as their own records say what they mean. */
final class AdapterDeclarations {
    private AdapterDeclarations() {}

    /** The kind, then the settings of each; kinds may share a key, and have defaults of their own for it. */
    static List<Declaration> all() {
        List<Declaration> all = new ArrayList<>();
        String kinds = String.join(", ", AdapterSpec.kinds().keySet());
        all.add(declaration("The adapter", AdapterSettings.KIND, AdapterSettings.DEFAULTS.kind(), kinds));
        byKind().forEach((settings, names) -> settings.forEach(
                setting -> all.add(declaration(heading(names), setting.key(), setting.value(), setting.help()))));
        return all;
    }

    /** The kinds of the same settings stand together. */
    private static Map<List<AdapterSetting>, List<String>> byKind() {
        Map<List<AdapterSetting>, List<String>> kinds = new LinkedHashMap<>();
        AdapterSpec.kinds()
                .forEach((kind, spec) -> kinds.computeIfAbsent(spec.settings(), settings -> new ArrayList<>())
                        .add(kind));
        return kinds;
    }

    private static String heading(List<String> kinds) {
        return "An adapter of kind " + String.join(" or ", kinds);
    }

    private static Declaration declaration(String heading, String name, Object initial, String help) {
        String key = AdapterSettings.PREFIX + name;
        return new Declaration(
                heading,
                key,
                initial,
                help,
                List.of(),
                Range.ANY,
                List.of(),
                false,
                false,
                false,
                true,
                "",
                Setting.ALWAYS);
    }
}

package dev.graft.training.settings;

import dev.graft.tensors.Range;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What each setting means, for the help of a command and for the reference. */
public final class SettingsHelp {
    private SettingsHelp() {}

    /**
     * A setting in words.
     *
     * @param initial its default, as it is written on a command line
     * @param help what it means
     * @param range the numbers that it may have, or that it must be given; empty where there is nothing to say
     */
    public record Entry(String key, String initial, String help, String range) {}

    /** All settings under their headings; those of each kind of adapter come last. */
    public static Map<String, List<Entry>> byHeading() {
        Stream<Declaration> others =
                Declarations.ALL.values().stream().filter(each -> !each.key().startsWith(AdapterSettings.PREFIX));
        return Stream.concat(others, AdapterDeclarations.all().stream())
                .collect(Collectors.groupingBy(
                        Declaration::heading,
                        LinkedHashMap::new,
                        Collectors.mapping(SettingsHelp::entry, Collectors.toList())));
    }

    private static Entry entry(Declaration setting) {
        String range = setting.range().equals(Range.ANY) ? "" : setting.range().toString();
        return new Entry(
                setting.key(),
                setting.initial().toString(),
                setting.help(),
                setting.required() ? "must be given" : range);
    }
}

package dev.graft.cli;

import dev.graft.training.settings.SettingsHelp;
import java.util.stream.Stream;

/** All settings of a training, for the end of a command's help. */
final class SettingsFooter {
    private SettingsFooter() {}

    static Stream<String> lines() {
        Stream<String> settings = SettingsHelp.byHeading().entrySet().stream()
                .flatMap(group -> Stream.concat(
                        Stream.of("", group.getKey() + ":"),
                        group.getValue().stream().map(SettingsFooter::line)));
        return Stream.concat(Stream.of("", "Settings and their defaults, by what they are about."), settings);
    }

    private static String line(SettingsHelp.Entry setting) {
        return "  " + setting.key() + "=" + setting.initial() + "  " + setting.help();
    }
}

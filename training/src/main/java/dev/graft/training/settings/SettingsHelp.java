package dev.graft.training.settings;

import java.util.List;

/** What each setting means, for the help of a command. */
public final class SettingsHelp {
    private SettingsHelp() {}

    /** One line for each setting there is: its key, its default and what it means. */
    public static List<String> lines() {
        return Declarations.ALL.values().stream()
                .map(setting -> "  " + setting.key() + "=" + setting.initial() + "  " + setting.help())
                .toList();
    }
}

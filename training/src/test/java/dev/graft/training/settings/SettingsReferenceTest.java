package dev.graft.training.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.training.run.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The reference of all settings is written from their declarations. To renew the file, run this test with
 * {@code -Drenew=true}: {@code mvn -pl training -am test -Dtest=SettingsReferenceTest -Drenew=true
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class SettingsReferenceTest {
    private static final Path FILE = Path.of("../docs/reference/settings.md");
    private static final String HEAD = """
            # Settings of a training

            Each can be given to `graft train` as `--set KEY=VALUE`, or in a JSON file by `--config FILE`, where a dot stands
            for an object: `{"data": {"limit": 100}}`. `graft train --print-settings` shows them with the values that a run
            would have. `STAGE:KEY=VALUE` sets one for one stage of a recipe. A file or folder may also be something built
            in, such as `builtin:shapes-vision`.

            This file is written from the source; see `SettingsReferenceTest`.
            """;

    private static String reference() {
        StringBuilder text = new StringBuilder(HEAD);
        SettingsHelp.byHeading().forEach((heading, settings) -> {
            text.append("\n## ").append(heading).append("\n\n| key | default | meaning |\n|---|---|---|\n");
            settings.forEach(setting -> text.append(row(setting)).append('\n'));
        });
        return text.toString();
    }

    private static String row(SettingsHelp.Entry setting) {
        String initial = setting.initial().isEmpty() ? "" : "`" + setting.initial() + "`";
        String range = setting.range().isEmpty() ? "" : " (" + setting.range() + ")";
        return "| `" + setting.key() + "` | " + initial + " | " + setting.help().replace("|", "\\|") + range + " |";
    }

    @Test
    void isOfTheSettingsThereAre() throws IOException {
        if (Boolean.getBoolean("renew")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, reference());
        }
        assertTrue(Files.exists(FILE), FILE + " is missing; run this test with -Drenew=true");
        assertEquals(
                reference(),
                Files.readString(FILE).replace("\r\n", "\n"),
                "the settings have changed; run this test with -Drenew=true to renew " + FILE);
    }

    @Test
    void everySettingSaysWhatItMeans() {
        SettingsHelp.byHeading().values().stream()
                .flatMap(List::stream)
                .forEach(setting -> assertTrue(!setting.help().isBlank(), setting.key()));
    }

    @Test
    void everyObjectiveIsNamed() {
        String help = Declarations.of("objective.kind").help();
        Objective.names().forEach(name -> assertTrue(help.contains(name), name));
    }
}

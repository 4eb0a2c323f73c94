package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.adapters.AdapterSpec;
import dev.graft.training.run.Objective;
import dev.graft.training.settings.SettingsHelp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The reference of all settings is written from their declarations. To renew the file, run this test with
 * {@code -Dgraft.docs.write=true}: {@code mvn -pl cli -am test -Dtest=SettingsReferenceTest -Dgraft.docs.write=true
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
        assumeTrue(
                AdapterSpec.kinds().values().stream()
                        .noneMatch(spec -> spec.getClass().getPackageName().endsWith(".stranger")),
                "an adapter of another module's tests is on the path");
        String expected = reference();
        if (Boolean.getBoolean("graft.docs.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, expected);
        }
        String found = Files.exists(FILE) ? Files.readString(FILE).replace("\r\n", "\n") : "";
        String first = expected.lines()
                .filter(line -> found.lines().noneMatch(line::equals))
                .findFirst()
                .orElse("other lines, or in another order");
        assertTrue(
                expected.equals(found),
                "run this test with -Dgraft.docs.write=true to renew " + FILE + ", which is to have: " + first);
    }

    @Test
    void everySettingSaysWhatItMeans() {
        SettingsHelp.byHeading().values().stream()
                .flatMap(List::stream)
                .forEach(setting -> assertTrue(!setting.help().isBlank(), setting.key()));
    }

    @Test
    void everyObjectiveIsNamed() {
        String help = SettingsHelp.byHeading().values().stream()
                .flatMap(List::stream)
                .filter(setting -> setting.key().equals("objective.kind"))
                .findFirst()
                .orElseThrow()
                .help();
        Objective.names().forEach(name -> assertTrue(help.contains(name), name));
    }
}

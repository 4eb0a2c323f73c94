package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README and the contributors' notes name only paths, packages, commands and options that there are. */
class DocumentationTest {
    private static final Path ROOT = Repository.root();

    @ParameterizedTest
    @ValueSource(strings = {"README.md", ".github/CONTRIBUTING.md", ".github/PULL_REQUEST_TEMPLATE.md"})
    void documentsDoNotLie(String name) throws IOException {
        Path file = ROOT.resolve(name);
        assertEquals(List.of(), Documentation.lies(ROOT, file.getParent(), Files.readString(file)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[text](docs/absent.md)",
                "`graph/src/absent/`",
                "`absent/`",
                "`scripts/absent`",
                "`dev.graft.graph.absent`",
                "`graft absent`",
                "`--absent`",
                "`graft train --absent 3`",
                "`graft data shapes --absent 3`",
                "`graft --absent`",
                "```bash\nscripts/graft absent\n```",
                "```bash\nscripts/graft train --absent 3\n```",
                "```bash\nscripts/graft train \\\n    --vision v \\\n    --absent\n```",
                "```\nscripts/absent --help\n```",
                "```\ngraft ask MODEL image.png question --max-tokens few\n```",
            })
    void findsALie(String text) {
        assertEquals(1, Documentation.lies(ROOT, ROOT, text).size(), () -> text + " passed for true");
    }

    @Test
    void truthIsNotALie() {
        String text = """
                [home](README.md) [elsewhere](https://example.org/absent) `graft` `graft train --resume` `--resume`
                `graft data shapes --images 3`
                `dev.graft.graph` `graph/` `data/images/1.png` `cli/target/lib` `[batch, tokens, width]` `a/b`
                ```bash
                mvn -B verify
                scripts/graft train --vision a --steps 10 \\
                    --resume > log.txt 2>&1
                scripts/graft ask MODEL photo.jpg "What is in the picture?" | head
                ```
                """;
        assertEquals(List.of(), Documentation.lies(ROOT, ROOT, text));
    }

    @Test
    void documentsNameTheCommands() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertTrue(readme.contains("graft train"), "the README shows how to train");
        assertTrue(readme.contains("mvn -B verify"), "the README shows how to test");
    }
}

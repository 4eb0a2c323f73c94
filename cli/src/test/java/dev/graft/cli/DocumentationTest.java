package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** README, docs and contributors' notes name only paths, packages, commands, options and classes that there are. */
class DocumentationTest {
    private static final Path ROOT = Repository.root();

    static Stream<Path> documents() throws IOException {
        List<Path> files = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md")));
        for (String folder : List.of(".github", "docs")) {
            try (Stream<Path> inside = Files.walk(ROOT.resolve(folder))) {
                inside.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
            }
        }
        return files.stream().map(ROOT::relativize);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void documentsDoNotLie(Path name) throws IOException {
        Path file = ROOT.resolve(name);
        assertEquals(List.of(), Documentation.lies(ROOT, file.getParent(), Files.readString(file)));
    }

    @Test
    void architectureNamesClassesThatThereAre() throws IOException {
        String text = Files.readString(ROOT.resolve("docs/architecture.md"));
        assertEquals(List.of(), Documentation.absentClasses(ROOT, text));
        assertEquals(List.of("Absent"), Documentation.absentClasses(ROOT, "`Absent`, `Recipe.Stage` and `word`"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[text](docs/absent.md)",
                "[text](README.md#absent)",
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
                # A heading!
                [home](README.md) [results](README.md#results) [here](#a-heading) [elsewhere](https://example.org/absent) `graft` `graft train --resume` `--resume`
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

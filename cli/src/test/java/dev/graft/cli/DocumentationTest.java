package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.WeightNames;
import dev.graft.models.data.DatasetFormat;
import dev.graft.testsupport.JavaSnippet;
import dev.graft.testsupport.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** README, docs and contributors' notes name only paths, packages, commands, options and classes that there are. */
class DocumentationTest {
    private static final Path ROOT = Repository.root();

    static List<Path> documents() {
        return Markdown.documents();
    }

    @Test
    void theDocumentsAreFound() {
        assertTrue(documents().contains(ROOT.resolve("README.md")), documents().toString());
        assertTrue(documents().stream().anyMatch(path -> path.startsWith(ROOT.resolve("docs"))));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void documentsDoNotLie(Path file) throws IOException {
        assertEquals(List.of(), Documentation.lies(ROOT, file.getParent(), Files.readString(file)));
    }

    @Test
    void architectureNamesClassesThatThereAre() throws IOException {
        String text = Files.readString(ROOT.resolve("docs/architecture.md"));
        assertEquals(List.of(), Documentation.absentClasses(ROOT, text));
        assertEquals(List.of("Absent"), Documentation.absentClasses(ROOT, "`Absent`, `Recipe.Stage` and `word`"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void javaInDocumentsCompiles(Path file) throws IOException {
        for (String block : Markdown.blocks(Files.readString(file), "java")) {
            assertEquals(List.of(), JavaSnippet.errors(block), block);
        }
    }

    @Test
    void javaThatDoesNotCompileIsFound() {
        assertEquals(List.of(), JavaSnippet.errors("Path path = Path.of(\"a\");\nTensor.scalar(1f).toFloatArray();"));
        assertEquals(List.of(), JavaSnippet.errors("import java.net.URI;\n\nrecord Link(URI target) {}\n"));
        assertEquals(1, JavaSnippet.errors("Tensor.scalar(1f).toFloats();").size());
        assertEquals(
                1, JavaSnippet.errors("Documentation documentation = null;").size());
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
                "```bash\ngraft train --set adapter.absent=3\n```",
                "```bash\ngraft train --preset absent\n```",
            })
    void findsALie(String text) {
        assertEquals(1, Documentation.lies(ROOT, ROOT, text).size(), () -> text + " passed for true");
    }

    @Test
    void truthIsNotALie() {
        String text = """
                # A heading!
                [home](README.md) [results](README.md#results) [here](#a-heading) \
                [elsewhere](https://example.org/absent) `graft` `graft train --resume` `--resume`
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
    void countsAreTrue() throws IOException {
        long formats =
                DatasetFormat.ids().stream().filter(id -> !id.equals("mixture")).count();
        String readme = Files.readString(ROOT.resolve("README.md"));
        String changes = Files.readString(ROOT.resolve("CHANGELOG.md"));
        assertTrue(readme.contains("in " + formats + " formats and mixtures"), () -> formats + " formats");
        assertTrue(changes.contains("as they are downloaded, " + formats + " formats"), () -> formats + " formats");
        int conventions = WeightNames.all().size();
        assertTrue(changes.contains(conventions + " conventions"), () -> conventions + " conventions");
    }

    @Test
    void documentsNameTheCommands() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertTrue(readme.contains("graft train"), "the README shows how to train");
        assertTrue(readme.contains("mvn -B verify"), "the README shows how to test");
    }
}

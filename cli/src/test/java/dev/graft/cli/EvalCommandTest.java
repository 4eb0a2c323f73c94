package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code graft eval} writes beside its table, with a small model. */
class EvalCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        ReadyFolder.write(folder);
    }

    private int eval(String... more) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] arguments = new String[more.length + 2];
        arguments[0] = "eval";
        arguments[1] = folder.resolve("model").toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)), arguments);
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    @Test
    void answersAreHandedInAsOfficialProgramsTakeThem() throws IOException {
        Path predictions = folder.resolve("predictions.json");
        Path report = folder.resolve("report.json");
        String data = "--data=" + folder.resolve("data");
        assertEquals(
                Main.DONE, eval(data, "--limit=5", "--predictions=" + predictions, "--json=" + report), err::toString);
        JsonNode written = json(predictions);
        JsonNode answers = json(report).get("answers");
        assertEquals(5, written.size());
        for (int i = 0; i < 5; i++) {
            assertEquals(answers.get(i).get("answer"), written.get(i).get("answer"));
            assertEquals(
                    answers.get(i).get("id").textValue(),
                    written.get(i).get("question_id").asText());
        }
        assertEquals(Main.USAGE, eval(data, "--predictions=" + folder.resolve("none/predictions.json")));
        assertTrue(err.toString().contains("predictions.json] cannot be written"), err::toString);
        String other = folder.resolve("model").toString();
        assertEquals(Main.USAGE, eval(other, data, "--predictions=" + predictions));
        assertTrue(err.toString().contains("--predictions"), err::toString);
    }

    /** The longest answer that suits the metric is not that of settings which say one. */
    @Test
    void settingsOfGenerationAreObeyed() throws IOException {
        Path file = Files.writeString(
                folder.resolve("settings.json"), "{\"max_new_tokens\": 5, \"suppress_tokens\": [0, 1, 7, 8, 9]}");
        assertEquals(5, words("--generation=" + file));
        assertEquals(3, words("--generation=" + file, "--max-tokens=3"));
        Files.writeString(file, "{\"suppress_tokens\": [0, 1, 7, 8, 9]}");
        assertEquals(16, words("--generation=" + file));
    }

    private int words(String... more) throws IOException {
        Path report = folder.resolve("report.json");
        String[] arguments = Arrays.copyOf(more, more.length + 3);
        arguments[more.length] = "--data=" + folder.resolve("data");
        arguments[more.length + 1] = "--limit=1";
        arguments[more.length + 2] = "--json=" + report;
        assertEquals(Main.DONE, eval(arguments), err::toString);
        return json(report).at("/answers/0/answer").asText().split(" ").length;
    }

    /** Each by the metrics of its kind, and with other images where its own are blind and shuffled. */
    @Test
    void theSourcesOfAMixtureAreReportedEach() throws IOException {
        Files.writeString(folder.resolve("data/captions.jsonl"), """
                {"image": "0.png", "caption": "red"}
                {"image": "1.png", "caption": "green"}
                """);
        Path mixture = folder.resolve("mixture.json");
        Files.writeString(mixture, """
                {"sources": {"asked": {"path": "data/questions.jsonl"}, "told": {"path": "data/captions.jsonl"}}}
                """);
        Path report = folder.resolve("report.json");
        assertEquals(Main.DONE, eval("--data=" + mixture, "--limit=4", "--json=" + report), err::toString);
        JsonNode sources = json(report).get("sources");
        assertEquals("vqa", sources.at("/asked/protocol").textValue());
        assertEquals("caption", sources.at("/told/protocol").textValue());
        assertEquals(
                4, sources.at("/asked/metrics/exact_match/images/overall/count").intValue());
        assertEquals(2, sources.at("/told/metrics/cider/shuffled/overall/count").intValue());
        String table = out.toString();
        for (String line : List.of("source asked\n", "\nsource told\n", "bleu_4")) {
            assertTrue(table.contains(line), table);
        }
        assertEquals(Main.USAGE, eval("--data=" + mixture, "--predictions=" + report));
        assertTrue(err.toString().contains("is a mixture"), err::toString);
        assertEquals(Main.USAGE, eval(folder.resolve("model").toString(), "--data=" + mixture));
        assertTrue(err.toString().contains("compare on each alone"), err::toString);
    }
}

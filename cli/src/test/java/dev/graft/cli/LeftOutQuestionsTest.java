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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code graft eval} does about questions and examples that cannot be used; the language model reads 64 tokens. */
class LeftOutQuestionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private String questions;
    private Path report;

    @BeforeEach
    void write() throws IOException {
        ReadyFolder.write(folder);
        report = folder.resolve("report.json");
        questions = write("long.jsonl", """
                {"image": "0.png", "question": "what color is it?", "answer": "red"}
                {"image": "1.png", "question": "what color is it?", "answer": "red"}
                {"image": "2.png", "question": "%s", "answer": "red"}
                {"image": "3.png", "question": "what color is it?", "answer": "%s"}
                """.formatted(
                        "what ".repeat(70).strip(), "red ".repeat(70).strip()));
    }

    @Test
    void questionsLongerThanTheContextAreListedUnlessTheyAreToBeLeftOutOrCut() throws IOException {
        assertEquals(Main.BAD_FILE, eval("--data=" + questions), err::toString);
        assertTrue(err.toString().contains("2 of 4 samples cannot be used"), err::toString);
        assertTrue(err.toString().contains("longer than the context: 2"), err::toString);
        List<String> told = lengths(err);

        assertEquals(Main.DONE, eval("--data=" + questions, "--long=skip", "--json=" + report), err::toString);
        assertEquals("{\"questions\":{\"overlong\":2},\"examples\":{},\"cut\":0}", leftOut());
        assertEquals(2, json().get("answers").size());
        assertTrue(out.toString().endsWith("\nquestions left out: overlong 2\n\n"), out::toString);

        assertEquals(Main.DONE, eval("--data=" + questions, "--long=cut", "--json=" + report), err::toString);
        assertEquals("{\"questions\":{\"overlong\":1},\"examples\":{},\"cut\":1}", leftOut());
        assertEquals(3, json().get("answers").size());

        // Another way to the same lengths.
        String model = folder.resolve("model").toString();
        run(List.of("data", "check", questions, "--model", model));
        assertEquals(2, told.size());
        assertEquals(told, lengths(out));
    }

    @Test
    void examplesCountAsPartOfTheQuestion() throws IOException {
        String data = write("short.jsonl", """
                {"image": "0.png", "question": "what color is it?", "answer": "red"}
                {"image": "1.png", "question": "what color is it?", "answer": "red"}
                """);
        assertEquals(Main.DONE, eval("--data=" + data), err::toString);
        String support = "--support=" + folder.resolve("data/questions.jsonl");
        assertEquals(Main.BAD_FILE, eval("--data=" + data, support, "--shots=12"), err::toString);
        assertTrue(err.toString().contains("longer than the context: 2"), err::toString);
        assertEquals(Main.USAGE, eval("--data=" + data, support, "--shots=12", "--long=cut"));
        assertTrue(err.toString().contains("no question has room"), err::toString);
    }

    @Test
    void candidatesAreNotCut() throws IOException {
        String candidates = Files.writeString(folder.resolve("candidates.txt"), "red\n" + "blue ".repeat(70) + "\n")
                .toString();
        String data = "--data=" + folder.resolve("data/questions.jsonl");
        assertEquals(Main.USAGE, eval(data, "--limit=2", "--candidates=" + candidates, "--long=cut"), err::toString);
        assertTrue(err.toString().contains("no question has room"), err::toString);
    }

    @Test
    void examplesObeyWhatHoldsForTheData() throws IOException {
        Files.copy(folder.resolve("data/5.png"), folder.resolve("outside.png"));
        String support = write("support.jsonl", """
                {"image": "6.png", "question": "what color is it?", "answer": "red"}
                {"image": "7.png", "question": "what color is it?", "answer": "red"}
                {"image": "gone.png", "question": "what color is it?", "answer": "red"}
                {"image": "../outside.png", "question": "what color is it?", "answer": "red"}
                {"question": "what color is it?", "answer": "red"}
                x
                """);
        String[] asked = {
            "--data=" + folder.resolve("data/questions.jsonl"),
            "--limit=2",
            "--shots=1",
            "--support=" + support,
            "--json=" + report
        };
        assertEquals(Main.BAD_FILE, eval(asked), err::toString);
        assertTrue(err.toString().contains("missing image: 1"), err::toString);
        assertTrue(err.toString().contains("malformed record: 1"), err::toString);
        assertEquals(Main.DONE, eval(and(asked, "--bad=skip")), err::toString);
        assertEquals(
                "{\"questions\":{},\"examples\":{\"malformed\":1,\"missing-image\":1,\"no-image\":1},\"cut\":0}",
                leftOut());
        assertEquals(Main.DONE, eval(and(asked, "--bad=skip", "--confined")), err::toString);
        assertEquals(1, json().at("/left_out/examples/image-name").asInt());
    }

    @Test
    void questionsThatCannotBeUsedAreCountedByKind() throws IOException {
        String data = write("bad.jsonl", """
                {"image": "0.png", "question": "what color is it?", "answer": "red"}
                {"image": "gone.png", "question": "what color is it?", "answer": "red"}
                {"image": "1.png", "question": "what color is it?", "answer": "red"}
                x
                """);
        assertEquals(Main.DONE, eval("--data=" + data, "--bad=skip", "--json=" + report), err::toString);
        assertEquals("{\"questions\":{\"malformed\":1,\"missing-image\":1},\"examples\":{},\"cut\":0}", leftOut());
        Path mixture = Files.writeString(
                folder.resolve("mixture.json"),
                "{\"sources\": {\"bad\": {\"path\": \"data/bad.jsonl\"}, \"long\": {\"path\": \"data/long.jsonl\"}}}");
        assertEquals(
                Main.DONE, eval("--data=" + mixture, "--bad=skip", "--long=skip", "--json=" + report), err::toString);
        assertEquals(2, json().at("/left_out/questions").size());
        assertEquals(2, json().at("/sources/long/left_out/questions/overlong").asInt());
        assertTrue(json().at("/sources/bad/left_out").isMissingNode());
    }

    /** Captions are asked for once for each image, so that the first two are of more records than two. */
    @Test
    void theImagesThatAreAskedAboutAreLookedAt() throws IOException {
        String data = write("captions.jsonl", """
                {"image": "0.png", "caption": "a red shape"}
                {"image": "0.png", "caption": "a shape"}
                {"image": "gone.png", "caption": "a blue shape"}
                {"image": "lost.png", "caption": "a blue shape"}
                {"image": "1.png", "caption": "a green shape"}
                {"image": "away.png", "caption": "nothing"}
                """);
        assertEquals(Main.BAD_FILE, eval("--data=" + data, "--limit=2"), err::toString);
        assertTrue(err.toString().contains("1 of 6 samples cannot be used"), err::toString);
        assertEquals(Main.DONE, eval("--data=" + data, "--limit=2", "--bad=skip", "--json=" + report), err::toString);
        assertEquals("{\"questions\":{\"missing-image\":2},\"examples\":{},\"cut\":0}", leftOut());
        assertEquals("1.png", json().at("/answers/1/image").textValue());
    }

    @Test
    void dataOfStrangersCanBeConfinedInEachLook() throws IOException {
        Files.copy(folder.resolve("data/5.png"), folder.resolve("outside.png"));
        String data = write("outside.jsonl", """
                {"image": "../outside.png", "question": "what color is it?", "answer": "red"}
                """);
        assertEquals(Main.DONE, run(List.of("data", "check", data)), err::toString);
        assertEquals(Main.BAD_FILE, run(List.of("data", "check", data, "--confined")), err::toString);
        assertTrue(out.toString().contains("image name that cannot be used: 1"), out::toString);
        assertEquals(Main.DONE, run(List.of("data", "stats", data, "--confined")), err::toString);
        assertTrue(out.toString().contains("left out"), out::toString);
    }

    private static String[] and(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static List<String> lengths(StringWriter text) {
        return Pattern.compile("takes [0-9]+ tokens")
                .matcher(text.toString())
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private JsonNode json() throws IOException {
        return JSON.readTree(report.toFile());
    }

    private String leftOut() throws IOException {
        return json().get("left_out").toString();
    }

    private String write(String name, String records) throws IOException {
        return Files.writeString(folder.resolve("data").resolve(name), records).toString();
    }

    private int eval(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("eval", folder.resolve("model").toString()));
        arguments.addAll(List.of(more));
        return run(arguments);
    }

    private int run(List<String> arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)),
                arguments.toArray(String[]::new));
    }
}

package dev.graft.training.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.training.TinyRun;
import dev.graft.training.Trainer;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataPreparationTest {
    private static final String QUESTION = "what color is it?";

    @TempDir
    Path folder;

    private TinyRun run;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        run = TinyRun.in(folder);
        data = run.data.resolve("questions.jsonl");
    }

    @Test
    void allFaultsAreListedAtOnceAndNothingIsBegun() throws IOException {
        breakData();
        TrainingSettings settings =
                run.settings("out").with("data.test", writeTest().toString());
        String message = assertThrows(ModelFileException.class, () -> train(settings, false))
                .getMessage();
        for (String part : List.of(
                "[" + data + "] 6 of 36 samples cannot be used:",
                "malformed record: 1 (",
                "\n  [" + data + ":31] not valid JSON",
                "missing or wrong field: 1 (",
                "\n  [" + data + ":32] unknown field 'qestion'",
                "missing image: 1 (",
                "\n  [" + data + ":33] image 'none.png' is not at " + run.data.resolve("none.png"),
                "unreadable image: 1 (",
                "\n  [" + data + ":34] image " + run.data.resolve("broken.png"),
                "answer that the tokenizer cannot write: 1 (",
                "\n  [" + data + ":35] the tokenizer of 'language' has no token for 'mauve' in the answer",
                "longer than the context: 1 (",
                "\n  [" + data + ":36] sample '36' takes 107 tokens with its images and answer",
                "--bad skip",
                "--long cut or --long skip",
                "[" + folder.resolve("test.jsonl") + "] 1 of 2 samples cannot be used:")) {
            assertTrue(message.contains(part), () -> part + " is not in:\n" + message);
        }
        assertFalse(Files.exists(settings.paths().output()), "no folder is made");
        assertEquals(List.of(), features(), "no features but those of the first image, to know how many tokens it has");
    }

    @Test
    void whatIsLeftOutIsCountedAndChangesNothingElse() throws IOException {
        train(run.settings("clean"), false);
        breakData();
        TrainingSettings settings =
                run.settings("skipped").with("data.bad", "skip").with("data.long", "skip");
        train(settings, false);
        Path out = settings.paths().output();
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("clean/model.safetensors")),
                Files.readAllBytes(out.resolve("model.safetensors")),
                "the same samples, the same weights");
        JsonNode counts = json(out.resolve("provenance.json")).path("data").path("left_out");
        assertEquals(
                new ObjectMapper()
                        .readTree("{\"malformed\":1,\"field\":1,\"missing-image\":1,"
                                + "\"unreadable-image\":1,\"overlong\":1,\"unsayable\":1}"),
                counts);
        List<String> lines = Files.readAllLines(out.resolve("left-out.jsonl"));
        assertEquals(6, lines.size());
        assertTrue(lines.get(0).startsWith("{\"kind\":\"malformed\",\"place\":\"" + data + ":31\""), lines.get(0));
        String card = Files.readString(out.resolve("README.md"));
        assertTrue(card.contains("Of the data left out: malformed record: 1, "), card);
    }

    @Test
    void anImageThatAppearsLaterIsAnotherRun() throws IOException {
        breakData();
        TrainingSettings settings = run.settings("out").with("data.bad", "skip").with("data.long", "skip");
        int[] steps = {0};
        assertFalse(new Trainer(settings, TrainingListener.NONE)
                .run(false, () -> Files.exists(metrics(settings)) && steps[0]++ > 5));
        TinyRun.writeImage(run.data.resolve("none.png"), Color.RED, 1);
        String message = assertThrows(InvalidInputException.class, () -> train(settings, true))
                .getMessage();
        assertTrue(message.contains("this run was begun on 30 samples"), message);
        assertTrue(message.contains("\"missing-image\":1"), message);
        assertTrue(message.contains("now there are 31"), message);
        Files.delete(run.data.resolve("none.png"));
        assertTrue(train(settings, true));
    }

    @Test
    void otherDataAreNotTakenForOthersLeftOut() throws IOException {
        breakData();
        TrainingSettings settings = run.settings("out").with("data.bad", "skip").with("data.long", "skip");
        train(settings, false);
        Files.writeString(data, Files.readString(data).replace(QUESTION, "is it red?"));
        String message = assertThrows(InvalidInputException.class, () -> train(settings, true))
                .getMessage();
        assertTrue(message.contains("this run was begun with the data of"), message);
    }

    @Test
    void whatIsLeftOutOfTheFinalEvaluationIsSaidToo() throws IOException {
        TrainingSettings settings =
                run.settings("out").with("data.test", writeTest().toString()).with("data.bad", "skip");
        List<String> said = new ArrayList<>();
        new Trainer(settings, new TrainingListener() {
                    @Override
                    public void onMessage(String message) {
                        said.add(message);
                    }
                })
                .run(false, () -> false);
        assertTrue(
                said.toString().contains("test.jsonl: left out: missing image: 1; each is listed in"), said::toString);
        List<String> lines = Files.readAllLines(settings.paths().output().resolve("left-out.jsonl"));
        assertTrue(lines.size() == 1 && lines.get(0).contains("gone.png"), lines::toString);
    }

    @Test
    void whatIsTooLongLosesTheEndOfItsAnswer() throws IOException {
        Files.writeString(
                data,
                record("0.png", "what ".repeat(50), "red ".repeat(20)) + record("1.png", "what ".repeat(70), "red"));
        try (OpenTask open = OpenTask.of(
                run.settings("out")
                        .with("data.bad", "skip")
                        .with("data.long", "cut")
                        .with("data.validation", "0"),
                folder)) {
            assertEquals(1, open.task().data().training().size());
            var row = open.task().data().training().get(0).row();
            // 50 words and 4 visual tokens leave 10 of a context of 64, and the end token is not among them.
            assertEquals(10, row.targets());
        }
    }

    @Test
    void nothingLeftIsRefused() throws IOException {
        Files.writeString(data, "nonsense\n");
        String message = assertThrows(
                        InvalidInputException.class,
                        () -> train(
                                run.settings("out")
                                        .with("data.format", "records")
                                        .with("data.bad", "skip"),
                                false))
                .getMessage();
        assertTrue(message.contains("holds no samples with an image; left out was malformed record: 1"), message);
    }

    /** Texts are learnt beside images only, and may be all that is left. */
    @Test
    void textsAloneAreRefused() throws IOException {
        String text = "{\"question\": \"what color is it?\", \"answer\": \"red\"}\n";
        Files.writeString(data, record("0.png", "what ".repeat(70), "red") + text.repeat(4));
        String message = assertThrows(
                        InvalidInputException.class,
                        () -> train(run.settings("out").with("data.bad", "skip").with("data.long", "skip"), false))
                .getMessage();
        assertTrue(message.contains("holds no sample with an image"), message);
    }

    private static Path metrics(TrainingSettings settings) {
        return settings.paths().output().resolve("metrics.jsonl");
    }

    private boolean train(TrainingSettings settings, boolean resume) {
        return new Trainer(settings, TrainingListener.NONE).run(resume, () -> false);
    }

    /** Appends a record of each kind of fault. */
    private void breakData() throws IOException {
        Files.writeString(run.data.resolve("broken.png"), "no picture");
        String bad = "nonsense\n"
                + "{\"image\": \"1.png\", \"qestion\": \"what?\", \"answer\": \"red\"}\n"
                + record("none.png", QUESTION, "red")
                + record("broken.png", QUESTION, "red")
                + record("1.png", QUESTION, "mauve")
                + record("2.png", "what ".repeat(100), "red is");
        Files.writeString(data, Files.readString(data) + bad);
    }

    private Path writeTest() throws IOException {
        Path test = folder.resolve("test.jsonl");
        return Files.writeString(test, record("data/0.png", QUESTION, "red") + record("gone.png", QUESTION, "red"));
    }

    private static String record(String image, String question, String answer) {
        return "{\"image\": \"%s\", \"question\": \"%s\", \"answer\": \"%s\"}\n".formatted(image, question, answer);
    }

    private List<Path> features() throws IOException {
        Path cache = folder.resolve("cache/features");
        try (var files = Files.walk(cache)) {
            return files.filter(file -> file.toString().endsWith(".safetensors") && size(file) > 2000)
                    .toList();
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }
}

package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbones.image.Images;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.VisionLanguageModel;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.checkpoint.Checkpoint;
import dev.graft.training.progress.MetricsEntry;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.progress.Validation;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.NonFiniteLossException;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs between tiny backbones. */
class TrainerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private TinyRun tiny;

    @BeforeEach
    void write() throws IOException {
        tiny = TinyRun.in(folder);
    }

    @Test
    void aRunLeavesAModelAndItsRecord() throws IOException {
        List<Validation> validations = new ArrayList<>();
        List<EvaluationReport> reports = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onValidation(long step, Validation validation) {
                validations.add(validation);
            }

            @Override
            public void onEvaluation(EvaluationReport report) {
                reports.add(report);
            }
        };
        assertTrue(new Trainer(tiny.settings("run"), listener).run(false, () -> false));
        Path run = folder.resolve("run");
        try (VisionLanguageModel model = VisionLanguageModel.load(run)) {
            assertEquals("green", model.ask(Images.read(tiny.data.resolve("1.png")), "what color is it?"));
        }
        assertEquals(5, validations.size(), "after steps 7, 14, 21, 28 and 30");
        assertEquals(1, validations.get(4).accuracy().orElseThrow(), "three colors are easy to tell");
        List<MetricsEntry> log = MetricsLog.read(run.resolve("metrics.jsonl"));
        assertEquals(1, log.get(log.size() - 1).values().get("accuracy"));

        JsonNode evaluation = JSON.readTree(run.resolve("evaluation.json").toFile());
        assertEquals(JSON.readTree(reports.get(0).toJson()), evaluation);
        JsonNode exact = evaluation.at("/metrics/exact_match");
        int heldOut = exact.at("/images/overall/count").asInt();
        assertEquals(1, exact.at("/images/overall/value").asDouble());
        assertTrue(exact.at("/shuffled/overall/value").asDouble() < 1);
        double blind = exact.at("/blind/overall/value").asDouble();
        assertTrue(blind > 0 && blind < 0.7, "one answer to all, in the form that was learnt, but " + blind);

        JsonNode provenance = JSON.readTree(run.resolve("provenance.json").toFile());
        assertEquals("complete", provenance.path("status").asText());
        assertEquals(TinyRun.IMAGES, provenance.at("/data/samples").asInt());
        assertEquals(64, provenance.at("/language/sha256").asText().length());
        String card = Files.readString(run.resolve("README.md"));
        assertTrue(card.contains(provenance.at("/vision/sha256").asText()), card);
        assertTrue(card.contains(heldOut + " held out"), card);
        assertTrue(card.contains("exact_match = vqa_accuracy, %"), card);
        assertFalse(card.contains("%,d") || card.contains("null"), card);
    }

    @Test
    void anInterruptedRunCanBeUsedAndEndsAsOneThatWasNot() throws IOException {
        assertTrue(train("whole", false, Integer.MAX_VALUE));
        for (int steps : List.of(3, 9, 30)) {
            String name = "part" + steps;
            assertFalse(train(name, false, steps));
            VisionLanguageModel.load(folder.resolve(name)).close();
            assertEquals("interrupted", status(name));
            assertTrue(train(name, true, Integer.MAX_VALUE));
            assertSameRun(folder.resolve("whole"), folder.resolve(name));
        }
    }

    @Test
    void aRunIsTrainedByOneProcessAtATime() throws IOException {
        TrainingSettings settings = tiny.settings("run");
        List<String> refusals = new ArrayList<>();
        Trainer second = new Trainer(settings, TrainingListener.NONE);
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onStep(long step, long total, double loss, double rate, double secondsLeft) {
                refusals.add(assertThrows(InvalidInputException.class, () -> second.run(true, () -> true))
                        .getMessage());
            }
        };
        assertFalse(new Trainer(settings, listener).run(false, () -> refusals.size() == 2));
        String expected = "[" + settings.paths().output() + "] another process trains this run now";
        assertTrue(refusals.get(0).startsWith(expected), refusals.get(0));
        assertTrue(second.run(true, () -> false), "when the first has ended");
    }

    @Test
    void withoutHeldOutImagesTheLastWeightsAreKept() throws IOException {
        for (String name : List.of("whole", "part")) {
            TrainingSettings settings = tiny.settings(name).with("data.validation", "0");
            int[] steps = {name.equals("part") ? 12 : 100};
            new Trainer(settings, TrainingListener.NONE).run(false, () -> steps[0]-- == 0);
        }
        TrainingSettings settings = tiny.settings("part").with("data.validation", "0");
        assertTrue(new Trainer(settings, TrainingListener.NONE).run(true, () -> false));
        for (String file : List.of("model.safetensors", "metrics.jsonl", "checkpoints/last.safetensors")) {
            assertSameBytes(
                    folder.resolve("whole").resolve(file),
                    folder.resolve("part").resolve(file));
        }
        assertFalse(Files.exists(folder.resolve("part").resolve("evaluation.json")));
    }

    @ParameterizedTest
    @CsvSource({
        "batch,         batch was 8; now is 4",
        "vision,        begun with the vision encoder of",
        "language,      begun with the language model of",
        "processor,     whose image processor was then",
        "vision config, whose config.json was then",
        "tokenizer,     whose tokenizer.json was then",
        "language config, whose config.json was then",
        "end token,     whose generation_config.json was then missing",
        "question,      begun with the data of",
        "image,         begun with the data of"
    })
    void aRunGoesOnOnlyAsItBegan(String change, String expected) throws IOException {
        assertFalse(train("run", false, 8));
        TrainingSettings settings = tiny.settings("run");
        switch (change) {
            case "batch" -> settings = settings.with("batch", "4");
            case "vision" -> tiny.writeVision(99);
            case "language" -> tiny.writeLanguage(99);
            case "processor" -> edit(tiny.vision.resolve("preprocessor_config.json"), "0.5", "0.4");
            case "vision config" -> edit(tiny.vision.resolve("config.json"), "tiny", "small");
            case "tokenizer" -> edit(tiny.language.resolve("tokenizer.json"), "sure", "certain");
            case "language config" -> edit(tiny.language.resolve("config.json"), "64", "63");
            case "end token" ->
                Files.writeString(tiny.language.resolve("generation_config.json"), "{\"eos_token_id\": 2}");
            case "question" -> edit(tiny.data.resolve("questions.jsonl"), "what", "sure");
            default -> TinyRun.writeImage(tiny.data.resolve("4.png"), Color.PINK, 4);
        }
        // Another number of threads decides nothing, but is written down when a run goes on.
        Trainer trainer = new Trainer(settings.with("threads", "1"), TrainingListener.NONE);
        byte[] before = Files.readAllBytes(folder.resolve("run/run.json"));
        String message = assertThrows(InvalidInputException.class, () -> trainer.run(true, () -> false))
                .getMessage();
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("run/run.json")));
        assertTrue(message.replace(',', ';').contains(expected), message);
        assertTrue(message.contains("another --output"), message);
    }

    @Test
    void movedFilesAreStillTheSame() throws IOException {
        assertFalse(train("run", false, 8));
        Path moved = Files.move(tiny.data, folder.resolve("elsewhere"));
        Path run = Files.move(folder.resolve("run"), folder.resolve("renamed"));
        TrainingSettings settings = Trainer.earlier(run)
                .orElseThrow()
                .with("output", run.toString())
                .with("data.path", moved.toString());
        assertTrue(new Trainer(settings, TrainingListener.NONE).run(true, () -> false));
        assertEquals(Optional.empty(), Trainer.earlier(folder));
    }

    @Test
    void aLossThatIsNoNumberStopsTheRunAndSpoilsNothing() throws IOException {
        TrainingSettings settings = tiny.settings("run").with("checkpoint_every", "1");
        Path last = folder.resolve("run/checkpoints/last.safetensors");
        Trainer trainer = new Trainer(settings.with("optimizer.learning_rate", "1e38"), TrainingListener.NONE);
        String message = assertThrows(NonFiniteLossException.class, () -> trainer.run(false, () -> false))
                .getMessage();
        assertTrue(message.matches("the loss of step \\d+ is .*Samples: \\[\\d+(, \\d+){7}\\]\\. Lower .*"), message);
        assertEquals("failed", status("run"));
        long step = Long.parseLong(message.replaceAll("\\D*(\\d+).*", "$1"));
        if (step > 1) {
            Checkpoint kept = Checkpoint.load(last);
            assertEquals(step - 1, kept.step());
        }
    }

    @Test
    void aRunOfLittleMemoryAndFeaturesInHalfIsResumedToTheSameBits() throws IOException {
        assertTrue(trainSparing("whole", false, Integer.MAX_VALUE));
        assertFalse(trainSparing("parts", false, 3));
        assertTrue(trainSparing("parts", true, Integer.MAX_VALUE));
        assertSameRun(folder.resolve("whole"), folder.resolve("parts"));
        JsonNode provenance =
                JSON.readTree(folder.resolve("parts/provenance.json").toFile());
        assertTrue(provenance.path("memory_estimate_bytes").asLong() > 0);
    }

    private boolean trainSparing(String output, boolean resume, int steps) {
        int[] left = {steps};
        TrainingListener counting = new TrainingListener() {
            @Override
            public void onStep(long step, long total, double loss, double samplesPerSecond, double secondsLeft) {
                left[0]--;
            }
        };
        TrainingSettings settings =
                tiny.settings(output).with("features_type", "float16").with("memory", "low");
        return new Trainer(settings, counting).run(resume, () -> left[0] <= 0);
    }

    @Test
    void aFolderOfSomethingElseIsNotWrittenTo() throws IOException {
        byte[] config = Files.readAllBytes(tiny.language.resolve("config.json"));
        String message = assertThrows(InvalidInputException.class, () -> train("language", false, 8))
                .getMessage();
        assertTrue(message.startsWith("[" + tiny.language + "] expected an empty folder"), message);
        assertTrue(message.contains("found 'config.json'") && message.contains("choose another --output"), message);
        assertArrayEquals(config, Files.readAllBytes(tiny.language.resolve("config.json")));
        assertFalse(Files.exists(tiny.language.resolve("checkpoints")));

        Path checkpoints = Files.createDirectories(folder.resolve("kept/checkpoints"));
        Path foreign = Files.createFile(checkpoints.resolve("last.safetensors"));
        assertThrows(InvalidInputException.class, () -> train("kept", false, 8));
        Files.delete(foreign);
        Files.createFile(folder.resolve("kept/.run.json.0a1b2c3d-0000-4000-8000-0123456789ab.tmp"));
        assertFalse(train("kept", false, 1), "what a killed run leaves is no obstacle");
    }

    private static void edit(Path file, String part, String other) throws IOException {
        Files.writeString(file, Files.readString(file).replaceFirst(part, other));
    }

    private String status(String run) throws IOException {
        Path file = folder.resolve(run).resolve("provenance.json");
        return JSON.readTree(file.toFile()).path("status").asText();
    }

    private boolean train(String output, boolean resume, int steps) {
        int[] left = {steps};
        TrainingListener counting = new TrainingListener() {
            @Override
            public void onStep(long step, long total, double loss, double samplesPerSecond, double secondsLeft) {
                left[0]--;
            }
        };
        return new Trainer(tiny.settings(output), counting).run(resume, () -> left[0] <= 0);
    }

    static void assertSameRun(Path expected, Path found) throws IOException {
        for (String file : List.of(
                "model.safetensors",
                "config.json",
                "metrics.jsonl",
                "evaluation.json",
                "checkpoints/best.safetensors",
                "checkpoints/last.safetensors")) {
            assertSameBytes(expected.resolve(file), found.resolve(file));
        }
    }

    private static void assertSameBytes(Path expected, Path found) throws IOException {
        assertEquals(-1, Files.mismatch(expected, found), found + " differs from " + expected);
    }
}

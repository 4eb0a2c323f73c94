package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.Closeness;
import dev.graft.testsupport.GoldenFile;
import dev.graft.training.progress.MetricsEntry;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twenty steps of LLaVA's connector in the order and at the rates of Hugging Face's Trainer, see {@code scripts/reference}. */
class HuggingFaceRunTest {
    @TempDir
    private Path folder;

    private final Path reference = Checkout.tiny("hugging-face-run");

    @BeforeEach
    void writeData() throws IOException {
        TinyLlava.write(folder, reference);
    }

    private TrainingSettings settings(String output) {
        return TinyLlava.settings(folder, reference, output)
                .with("adapter.hidden_width", "20")
                .with("optimizer.learning_rate", "1e-3")
                .with("optimizer.weight_decay", "0.1")
                .with("schedule.kind", "hf_cosine")
                .with("schedule.warmup", "0.12")
                .with("checkpoint_every", "3");
    }

    private List<String> run(TrainingSettings settings, boolean resume, int steps) {
        int[] taken = {0};
        List<String> messages = new ArrayList<>();
        new Trainer(settings, new TrainingListener() {
                    @Override
                    public void onStep(long step, long total, double loss, double samplesPerSecond, double left) {
                        taken[0] = (int) step;
                    }

                    @Override
                    public void onMessage(String message) {
                        messages.add(message);
                    }
                })
                .run(resume, () -> taken[0] >= steps);
        return messages;
    }

    @Test
    void lossesRatesAndWeightsAreThoseOfPyTorch() {
        List<String> messages = run(settings("run"), false, Integer.MAX_VALUE);
        assertTrue(
                messages.stream().anyMatch(message -> message.startsWith("order: 20 steps listed in ")), "" + messages);
        GoldenFile trace = GoldenFile.read(reference.resolve("trace.safetensors"));
        List<MetricsEntry> steps = MetricsLog.read(folder.resolve("run/metrics.jsonl"));
        assertEquals(20, steps.size());
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    trace.get("learning_rate").get(i), steps.get(i).values().get("learning_rate"), 1e-17);
            assertEquals(trace.get("loss").get(i), steps.get(i).values().get("loss"), 1e-5, "loss of step " + (i + 1));
            assertEquals(
                    1,
                    steps.get(i).values().get("gradient_norm")
                            / trace.get("grad_norm").get(i),
                    1e-3);
        }
        GoldenFile expected = GoldenFile.read(reference.resolve("final.safetensors"));
        Safetensors.read(folder.resolve("run/model.safetensors"))
                .forEach((name, tensor) ->
                        Closeness.ofLargest(1e-4).check(expected.get(name), tensor.shape(), tensor.floats()));
    }

    @Test
    void aResumedRunTakesTheSameSteps() throws IOException {
        run(settings("whole"), false, Integer.MAX_VALUE);
        run(settings("halted"), false, 7);
        run(settings("halted"), true, Integer.MAX_VALUE);
        for (String file : List.of("model.safetensors", "checkpoints/last.safetensors", "metrics.jsonl")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("halted").resolve(file)),
                    file);
        }
    }

    @Test
    void anotherOrderIsAnotherRun() throws IOException {
        Path order = folder.resolve("order.txt");
        Files.writeString(order, "s3\ns4\n");
        TrainingSettings settings = settings("run").with("data.order_file", order.toString());
        run(settings, false, 2);
        Files.writeString(order, "s4\ns3\n");
        String message = assertThrows(RuntimeException.class, () -> run(settings, true, Integer.MAX_VALUE))
                .getMessage();
        assertTrue(message.contains("begun with 'data.order_file'"), message);
        Files.writeString(order, "s3\ns4\n");
        run(settings, true, Integer.MAX_VALUE);
        assertFalse(MetricsLog.read(folder.resolve("run/metrics.jsonl")).isEmpty());
    }

    @Test
    void anOrderOfRecordsThatAreNotThereIsRefusedBeforeAnythingIsWritten() throws IOException {
        Path order = Files.writeString(folder.resolve("order.txt"), "s3\n22\n");
        TrainingSettings settings = settings("run").with("data.order_file", order.toString());
        String message = assertThrows(ModelFileException.class, () -> run(settings, false, 1))
                .getMessage();
        assertTrue(message.contains("order.txt] line 2: names the record 22, and the data have 22"), message);
        assertFalse(Files.exists(folder.resolve("run")));
    }
}

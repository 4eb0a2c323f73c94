package dev.graft.training;

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
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void lossesRatesAndWeightsAreThoseOfPyTorch() {
        List<String> messages = TinyLlava.run(settings("run"), false, Integer.MAX_VALUE);
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
        TinyLlava.assertResumedRunIsTheSame(folder, this::settings);
    }

    @Test
    void anotherOrderIsAnotherRun() throws IOException {
        Path order = folder.resolve("order.txt");
        Files.writeString(order, "s3\ns4\n");
        TrainingSettings settings = settings("run").with("data.order_file", order.toString());
        TinyLlava.run(settings, false, 2);
        Files.writeString(order, "s4\ns3\n");
        String message = assertThrows(RuntimeException.class, () -> TinyLlava.run(settings, true, Integer.MAX_VALUE))
                .getMessage();
        assertTrue(message.contains("begun with 'data.order_file'"), message);
        Files.writeString(order, "s3\ns4\n");
        TinyLlava.run(settings, true, Integer.MAX_VALUE);
        assertFalse(MetricsLog.read(folder.resolve("run/metrics.jsonl")).isEmpty());
    }

    @Test
    void anOrderOfRecordsThatAreNotThereIsRefusedBeforeAnythingIsWritten() throws IOException {
        Path order = Files.writeString(folder.resolve("order.txt"), "s3\n22\n");
        TrainingSettings settings = settings("run").with("data.order_file", order.toString());
        String message = assertThrows(ModelFileException.class, () -> TinyLlava.run(settings, false, 1))
                .getMessage();
        assertTrue(message.contains("order.txt] line 2: names the record 22, and the data have 22"), message);
        assertFalse(Files.exists(folder.resolve("run")));
    }
}

package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.Closeness;
import dev.graft.testsupport.FormulaImages;
import dev.graft.testsupport.GoldenFile;
import dev.graft.testsupport.WordTokenizer;
import dev.graft.training.progress.MetricsEntry;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A LLaVA of the tiny CLIP and LLaMA, and the data of a run of PyTorch's with it. */
final class TinyLlava {
    private static final int IMAGES = 8;
    private static final int WORDS = 40;

    private TinyLlava() {}

    /** Writes the language model with a tokenizer of words, the samples of a reference, and the images that its script paints. */
    static void write(Path folder, Path reference) throws IOException {
        Path language = Files.createDirectories(folder.resolve("language/onnx")).getParent();
        for (String file : List.of("config.json", "generation_config.json", "onnx/model.onnx")) {
            Files.copy(Checkout.tiny("llama").resolve(file), language.resolve(file));
        }
        WordTokenizer.write(
                language,
                IntStream.range(0, WORDS)
                        .mapToObj(i -> i == 0 ? "<unk>" : i == 1 ? "</s>" : "w" + i)
                        .toList());
        Files.copy(reference.resolve("samples.json"), folder.resolve("samples.json"));
        FormulaImages.write(folder, IMAGES);
    }

    /** A run on these data in the order of the reference, from its initial weights. */
    static TrainingSettings settings(Path folder, Path reference, String output) {
        return TrainingSettings.DEFAULTS
                .with("vision", Checkout.tiny("clip_vision").toString())
                .with("features", "layer:-2,patches")
                .with("language", folder.resolve("language").toString())
                .with("data.path", folder.resolve("samples.json").toString())
                .with("data.validation", "0")
                .with("data.order_file", reference.resolve("order.json").toString())
                .with("output", folder.resolve(output).toString())
                .with("cache", folder.resolve("cache").toString())
                .with("adapter.kind", "mlp")
                .with("init", reference.resolve("initial.safetensors").toString())
                .with("prompt.template", "{image}{question}")
                .with("steps", "20")
                .with("batch", "4")
                .with("precision", "float32");
    }

    /** Takes steps until so many are taken, and gives what was said. */
    static List<String> run(TrainingSettings settings, boolean resume, int steps) {
        return ToldRun.of(settings, resume, steps).messages();
    }

    /** The losses, gradients and weights of the run in the folder {@code run} are those of the reference. */
    static void assertAsInReference(Path folder, Path reference) {
        GoldenFile trace = GoldenFile.read(reference.resolve("trace.safetensors"));
        List<MetricsEntry> steps = MetricsLog.read(folder.resolve("run/metrics.jsonl"));
        assertEquals(20, steps.size());
        for (int i = 0; i < 20; i++) {
            assertEquals(trace.get("loss").get(i), steps.get(i).values().get("loss"), 1e-5, "loss of step " + (i + 1));
            assertEquals(
                    trace.get("grad_norm").get(i), steps.get(i).values().get("gradient_norm"), 1e-3, "step " + (i + 1));
        }
        GoldenFile expected = GoldenFile.read(reference.resolve("final.safetensors"));
        Safetensors.read(folder.resolve("run/model.safetensors"))
                .forEach((name, tensor) ->
                        Closeness.ofLargest(1e-4).check(expected.get(name), tensor.shape(), tensor.floats()));
    }

    /** @param settings of a run by the name of its folder */
    static void assertResumedRunIsTheSame(Path folder, Function<String, TrainingSettings> settings) throws IOException {
        run(settings.apply("whole"), false, Integer.MAX_VALUE);
        run(settings.apply("halted"), false, 7);
        run(settings.apply("halted"), true, Integer.MAX_VALUE);
        for (String file : List.of("model.safetensors", "checkpoints/last.safetensors", "metrics.jsonl")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("halted").resolve(file)),
                    file);
        }
    }
}

package dev.graft.training;

import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.FormulaImages;
import dev.graft.testsupport.WordTokenizer;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
}

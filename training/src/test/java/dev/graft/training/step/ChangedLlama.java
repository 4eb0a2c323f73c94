package dev.graft.training.step;

import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The tiny LLaMA with another graph. */
final class ChangedLlama {
    private ChangedLlama() {}

    /** Writes it into a folder, without a tokenizer; its weights stay in a file beside the changed one. */
    static void write(Path folder, UnaryOperator<Graph> change) throws IOException {
        Path source = Checkout.tiny("llama");
        Files.createDirectories(folder.resolve("onnx"));
        Files.copy(source.resolve("config.json"), folder.resolve("config.json"));
        Path original = folder.resolve("onnx/original.bin");
        Files.copy(source.resolve("onnx/model.onnx"), original);
        OnnxFile.write(change.apply(OnnxFile.read(original)), folder.resolve("onnx/model.onnx"));
    }
}

package dev.graft.training.step;

import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A language model that reads in both directions: the tiny LLaMA without its mask. */
public final class BothDirections {
    private BothDirections() {}

    /** Writes it into a folder, without a tokenizer. */
    public static void write(Path folder) throws IOException {
        Path source = Checkout.tiny("llama");
        Files.createDirectories(folder.resolve("onnx"));
        Files.copy(source.resolve("config.json"), folder.resolve("config.json"));
        // The weights stay in a file beside the changed one.
        Path original = folder.resolve("onnx/original.bin");
        Files.copy(source.resolve("onnx/model.onnx"), original);
        Graph graph = OnnxFile.read(original);
        Map<String, Node> producers = new HashMap<>();
        graph.nodes().forEach(node -> producers.put(node.outputs().get(0), node));
        List<Node> unmasked = graph.nodes().stream()
                .map(node -> node.opType().equals("Softmax")
                        ? node.withInputs(List.of(
                                producers.get(node.inputs().get(0)).inputs().get(0)))
                        : node)
                .toList();
        OnnxFile.write(graph.withNodes(unmasked), folder.resolve("onnx/model.onnx"));
    }
}

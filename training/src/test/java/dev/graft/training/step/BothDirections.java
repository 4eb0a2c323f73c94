package dev.graft.training.step;

import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A language model that reads in both directions: the tiny LLaMA without its mask. */
public final class BothDirections {
    private BothDirections() {}

    /** Writes it into a folder, without a tokenizer. */
    public static void write(Path folder) throws IOException {
        ChangedLlama.write(folder, BothDirections::unmasked);
    }

    private static Graph unmasked(Graph graph) {
        Map<String, Node> producers = new HashMap<>();
        graph.nodes().forEach(node -> producers.put(node.outputs().get(0), node));
        return graph.withNodes(graph.nodes().stream()
                .map(node -> node.opType().equals("Softmax")
                        ? node.withInputs(List.of(
                                producers.get(node.inputs().get(0)).inputs().get(0)))
                        : node)
                .toList());
    }
}

package dev.graft.backbones.inspect;

import dev.graft.graph.Attribute;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an ONNX file holds: which operators, how often, and weights of which precision.
 *
 * @param opsets the version of each operator set by domain, {@code ai.onnx} for the standard one
 * @param operators how often each operator occurs, inside branches and loops too, the most frequent first; with its
 *     domain unless that is the standard one
 * @param weights the numbers that it stores, by precision
 * @param overflows whether products of its integers overflow on this processor ({@link SignedProducts})
 */
public record GraphDescription(
        Path file,
        List<ValueInfo> inputs,
        List<ValueInfo> outputs,
        Map<String, Integer> opsets,
        Map<String, Integer> operators,
        Map<String, Long> weights,
        boolean overflows) {
    static GraphDescription of(Path file, Graph graph) {
        Map<String, Integer> opsets = new LinkedHashMap<>();
        graph.opsets().forEach((domain, version) -> opsets.put(domain.isEmpty() ? "ai.onnx" : domain, version));
        Map<String, Integer> counts = new TreeMap<>();
        count(graph, counts);
        Map<String, Integer> operators = counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
        return new GraphDescription(
                file,
                graph.inputs(),
                graph.outputs(),
                opsets,
                operators,
                WeightPrecisions.of(graph),
                SignedProducts.overflowHere(graph));
    }

    /** The number of its nodes, those of branches and loops included. */
    public int nodes() {
        return operators.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static void count(Graph graph, Map<String, Integer> counts) {
        for (Node node : graph.nodes()) {
            counts.merge(node.qualifiedType(), 1, Integer::sum);
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.Subgraph branch) {
                    count(branch.graph(), counts);
                }
            }
        }
    }
}

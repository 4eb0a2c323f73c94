package dev.graft.backbones.inspect;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts the weights of a graph by precision, such as {@code float32}, {@code float16} or {@code int4}.
 *
 * <p>Weights are stored numbers that are real, or integers of at most 8 bits that stand for reals. Weights packed into
 * bytes in blocks ({@code MatMulNBits}) count as what they were before, and what only unpacks them (scales and zero
 * points) not at all. Whole numbers for shapes and indices are no weights.
 */
final class WeightPrecisions {
    private static final Set<String> BLOCKWISE = Set.of("MatMulNBits", "GatherBlockQuantized");
    private static final Map<ElementType, String> NAMES = Map.of(
            ElementType.FLOAT, "float32",
            ElementType.DOUBLE, "float64",
            ElementType.FLOAT16, "float16",
            ElementType.BFLOAT16, "bfloat16",
            ElementType.INT8, "int8",
            ElementType.UINT8, "uint8",
            ElementType.INT4, "int4",
            ElementType.UINT4, "uint4");

    private final Map<String, Long> counts = new TreeMap<>();
    private final Set<Constant> counted = new HashSet<>();

    private WeightPrecisions() {}

    /** The number of weights by precision, most frequent first. */
    static Map<String, Long> of(Graph graph) {
        WeightPrecisions precisions = new WeightPrecisions();
        precisions.add(graph);
        Map<String, Long> sorted = new LinkedHashMap<>();
        precisions.counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /** What weights take in memory when they are computed with: half precision is widened, small integers stay as they are. */
    static double bytesInUse(Map<String, Long> weights) {
        double bytes = 0;
        for (Map.Entry<String, Long> entry : weights.entrySet()) {
            double each = switch (entry.getKey()) {
                case "float64" -> Double.BYTES;
                case "int8", "uint8" -> Byte.BYTES;
                case "int4", "uint4", "int2" -> 0.5 * Byte.BYTES;
                default -> Float.BYTES;
            };
            bytes += each * entry.getValue();
        }
        return bytes;
    }

    private void add(Graph graph) {
        Set<String> unpacking = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (BLOCKWISE.contains(node.opType())) {
                unpacking.addAll(node.inputs().subList(2, node.inputs().size()));
                addPacked(node, graph);
            }
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.Subgraph branch) {
                    add(branch.graph());
                }
            }
        }
        graph.constants().forEach((name, constant) -> {
            if (!unpacking.contains(name) && NAMES.containsKey(constant.type()) && counted.add(constant)) {
                add(NAMES.get(constant.type()), Tensor.elementCount(constant.shape()));
            }
        });
    }

    private void addPacked(Node node, Graph graph) {
        boolean product = node.opType().equals("MatMulNBits");
        Constant packed = graph.constants().get(node.inputs().get(product ? 1 : 0));
        if (packed != null && packed.type() == ElementType.UINT8 && counted.add(packed)) {
            long bits = node.intAttribute("bits", 4);
            long all = packed.byteSize() * 8 / bits;
            // The last block of a row is filled up.
            add("int" + bits, product ? node.intAttribute("K", all) * node.intAttribute("N", 1) : all);
        }
    }

    private void add(String precision, long count) {
        counts.merge(precision.toLowerCase(Locale.ROOT), count, Long::sum);
    }
}

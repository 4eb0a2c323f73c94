package dev.graft.graph.rewrite;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes a model of half precision in single precision. Gradients lose too much when they are rounded to 16 bits, and
 * CPUs compute 16-bit numbers slowly or not at all.
 */
public final class SinglePrecision {
    /** Larger weights stay in their file, shared by all sessions, and are widened in each run. */
    private static final long LARGEST_COPY = 1 << 16;

    private static final Set<String> TYPE_ATTRIBUTES = Set.of("to", "dtype", "output_dtype", "stash_type");

    private SinglePrecision() {}

    /** The graph with FLOAT in the place of FLOAT16 and BFLOAT16, inputs and outputs included. */
    public static Graph widen(Graph graph) {
        Map<String, Constant> constants = new LinkedHashMap<>();
        List<Node> nodes = new ArrayList<>();
        graph.constants().forEach((name, constant) -> {
            if (isHalf(constant.type()) && constant.byteSize() > LARGEST_COPY) {
                String narrow = name + "/half";
                constants.put(narrow, constant);
                nodes.add(new Node("Cast", "", name, List.of(narrow), List.of(name), Map.of("to", code())));
            } else {
                constants.put(name, widen(constant));
            }
        });
        graph.nodes().forEach(node -> nodes.add(node.withAttributes(attributes(node))));
        return new Graph(graph.name(), widen(graph.inputs()), widen(graph.outputs()), constants, nodes, graph.opsets());
    }

    private static Map<String, Attribute> attributes(Node node) {
        Map<String, Attribute> wide = new LinkedHashMap<>(node.attributes());
        wide.replaceAll((key, attribute) -> {
            if (attribute instanceof Attribute.Data data) {
                return new Attribute.Data(widen(data.value()));
            }
            if (attribute instanceof Attribute.Subgraph subgraph) {
                return new Attribute.Subgraph(widen(subgraph.graph()));
            }
            boolean half = attribute instanceof Attribute.Int number
                    && (number.value() == ElementType.FLOAT16.onnxCode()
                            || number.value() == ElementType.BFLOAT16.onnxCode());
            return half && TYPE_ATTRIBUTES.contains(key) ? code() : attribute;
        });
        return wide;
    }

    private static List<ValueInfo> widen(List<ValueInfo> values) {
        return values.stream()
                .map(value -> value.type() != null && isHalf(value.type().element())
                        ? new ValueInfo(
                                value.name(),
                                new TensorType(ElementType.FLOAT, value.type().shape()))
                        : value)
                .toList();
    }

    private static Constant widen(Constant constant) {
        return isHalf(constant.type()) ? Constant.of(HalfPrecision.widen(constant.tensor())) : constant;
    }

    private static boolean isHalf(ElementType type) {
        return type == ElementType.FLOAT16 || type == ElementType.BFLOAT16;
    }

    private static Attribute code() {
        return new Attribute.Int(ElementType.FLOAT.onnxCode());
    }
}

package dev.graft.graph.rewrite;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts one operator in the place of the many that an exporter wrote for it, where its kernel and its gradient rule read
 * and write memory fewer times. The opposite of {@link Lowering}, for the few operators that gain by it.
 */
final class Raising {
    private final Map<String, Constant> constants;
    private final Map<String, TensorType> types;
    private final List<Node> nodes = new ArrayList<>();

    private Raising(TypedGraph typed) {
        this.constants = new LinkedHashMap<>(typed.graph().constants());
        this.types = new LinkedHashMap<>(typed.types());
    }

    static TypedGraph raise(TypedGraph typed) {
        return new Raising(typed).run(typed);
    }

    private TypedGraph run(TypedGraph typed) {
        Producers producers = new Producers(typed);
        RmsNormRaising norms = new RmsNormRaising(producers);
        RotaryRaising rotations = new RotaryRaising(producers);
        for (Node node : typed.graph().nodes()) {
            RmsNormRaising.RmsNorm norm = norms.match(node);
            RotaryRaising.Rotation rotation = rotations.match(node);
            if (norm != null) {
                Map<String, Attribute> attributes =
                        Map.of("axis", new Attribute.Int(-1), "epsilon", new Attribute.Float(norm.epsilon()));
                List<String> operands = List.of(norm.x(), norm.scale());
                nodes.add(new Node(
                        "SimplifiedLayerNormalization", "", node.name(), operands, node.outputs(), attributes));
            } else if (rotation != null) {
                rotate(node, rotation);
            } else {
                nodes.add(swish(producers, node).orElse(node));
            }
        }
        Graph graph = typed.graph().withConstants(constants).withNodes(nodes);
        return new TypedGraph(graph.pruned(), types);
    }

    /** One node for {@code x · σ(α · x)}, if the given one is its last step: SiLU with α = 1, CLIP's activation with 1.702. */
    private static Optional<Node> swish(Producers producers, Node node) {
        if (!node.qualifiedType().equals("Mul")
                || !producers.isFloat(node.outputs().get(0))) {
            return Optional.empty();
        }
        for (String gate : node.inputs()) {
            Node sigmoid = producers.of(gate, "Sigmoid");
            String x = Producers.other(node, gate);
            Double factor =
                    sigmoid == null ? null : factor(producers, sigmoid.inputs().get(0), x);
            if (factor != null) {
                Map<String, Attribute> alpha = Map.of("alpha", new Attribute.Float(factor.floatValue()));
                return Optional.of(
                        new Node("QuickGelu", Graph.MICROSOFT, node.name(), List.of(x), node.outputs(), alpha));
            }
        }
        return Optional.empty();
    }

    /** By what a value is a multiple of another, or null. */
    private static Double factor(Producers producers, String multiple, String of) {
        if (multiple.equals(of)) {
            return 1.0;
        }
        Node product = producers.of(multiple, "Mul");
        String scalar = product == null ? null : Producers.other(product, of);
        return scalar == null ? null : producers.scalar(scalar);
    }

    private void rotate(Node node, RotaryRaising.Rotation rotation) {
        List<String> operands = List.of(
                rotation.x(),
                positions(rotation),
                table(rotation.cosine(), rotation.half()),
                table(rotation.sine(), rotation.half()));
        nodes.add(new Node("RotaryEmbedding", Graph.MICROSOFT, node.name(), operands, node.outputs(), Map.of()));
    }

    /** The row of the tables for each token, {@code [batch, tokens]}. */
    private String positions(RotaryRaising.Rotation rotation) {
        String name = "rotary/positions/" + rotation.batch() + "/" + rotation.tables() + "/" + rotation.tokens();
        long[] rows = new long[Math.toIntExact(rotation.batch() * rotation.tokens())];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % (rotation.tables() * rotation.tokens());
        }
        return constant(name, Tensor.of(rows, rotation.batch(), rotation.tokens()));
    }

    /** The first half of {@code [tables, 1, tokens, size]} as {@code [tables · tokens, size / 2]}. */
    private String table(String value, long half) {
        String table = value + "/table";
        if (!types.containsKey(table)) {
            List<Node> made = RotaryRaising.table(value, half, this::constant);
            Shape whole = types.get(value).shape();
            long tables = whole.dim(0).size();
            long tokens = whole.dim(2).size();
            types.put(made.get(0).outputs().get(0), TensorType.of(ElementType.FLOAT, tables, 1, tokens, half));
            types.put(table, TensorType.of(ElementType.FLOAT, tables * tokens, half));
            nodes.addAll(made);
        }
        return table;
    }

    private String constant(String name, Tensor tensor) {
        constants.putIfAbsent(name, Constant.of(tensor));
        types.put(name, new TensorType(tensor.type(), Shape.of(tensor.shape())));
        return name;
    }
}

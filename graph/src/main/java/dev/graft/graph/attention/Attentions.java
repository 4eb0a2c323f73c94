package dev.graft.graph.attention;

import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the attentions of a graph whose shapes are known. */
final class Attentions {
    private static final Set<String> ELEMENTWISE = Set.of(
            "Add", "And", "Cast", "Div", "Identity", "IsNaN", "Max", "Min", "Mul", "Not", "Or", "Sub", "Tanh", "Where");

    private static final Set<String> PRODUCTS = Set.of("MatMul", "com.microsoft.FusedMatMul");

    private final TypedGraph graph;
    private final Map<String, List<Integer>> readers = new HashMap<>();

    private Attentions(TypedGraph graph) {
        this.graph = graph;
        List<Node> nodes = graph.graph().nodes();
        for (int i = 0; i < nodes.size(); i++) {
            for (String name : nodes.get(i).reads()) {
                readers.computeIfAbsent(name, absent -> new ArrayList<>()).add(i);
            }
        }
    }

    static List<Attention> of(TypedGraph graph) {
        Attentions attentions = new Attentions(graph);
        return graph.graph().nodes().stream()
                .map(attentions::from)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The attention whose scores a node computes. */
    private Optional<Attention> from(Node scores) {
        if (!isProduct(scores)) {
            return Optional.empty();
        }
        TensorType type = graph.type(scores.outputs().get(0));
        Set<String> between = new HashSet<>(scores.outputs());
        List<Node> found = new ArrayList<>();
        Node mixing = null;
        boolean softmax = false;
        List<Node> nodes = graph.graph().nodes();
        for (int i = nodes.indexOf(scores) + 1, open = pending(scores, i - 1); open > 0; i++) {
            Node node = nodes.get(i);
            long reads = node.reads().stream().filter(between::contains).count();
            if (reads == 0) {
                continue;
            }
            open -= (int) reads;
            if (isProduct(node)
                    && mixing == null
                    && reads == 1
                    && between.contains(node.inputs().get(0))) {
                mixing = node;
                continue;
            }
            if (!keepsRows(node, type.shape())) {
                return Optional.empty();
            }
            softmax |= node.opType().equals("Softmax");
            found.add(node);
            between.addAll(node.outputs());
            open += pending(node, i);
        }
        boolean whole = mixing != null && softmax && between.stream().noneMatch(this::isOutput);
        return whole ? Optional.of(new Attention(scores, found, mixing, type)) : Optional.empty();
    }

    private int pending(Node node, int at) {
        return (int) readers.getOrDefault(node.outputs().get(0), List.of()).stream()
                .filter(reader -> reader > at)
                .count();
    }

    private boolean isOutput(String value) {
        return graph.graph().output(value).isPresent();
    }

    /** A product of matrices that all belong to the same rows and heads, the left one as it is. */
    private boolean isProduct(Node node) {
        if (!PRODUCTS.contains(node.qualifiedType()) || turnsOthers(node)) {
            return false;
        }
        Shape shape = shape(node.outputs().get(0));
        Shape left = shape(node.inputs().get(0));
        Shape right = shape(node.inputs().get(1));
        return shape != null
                && isFloat(node.outputs().get(0))
                && left != null
                && right != null
                && shape.rank() >= 3
                && left.rank() == shape.rank()
                && right.rank() == shape.rank();
    }

    private boolean isFloat(String value) {
        return graph.type(value).element() == ElementType.FLOAT;
    }

    private static boolean turnsOthers(Node node) {
        return Stream.of("transA", "transBatchA", "transBatchB")
                .anyMatch(attribute -> node.intAttribute(attribute, 0) != 0);
    }

    /** Whether each row of the result follows from the same row of the scores and of what is broadcast to them. */
    private boolean keepsRows(Node node, Shape scores) {
        Shape shape = shape(node.outputs().get(0));
        boolean sameSize = node.outputs().size() == 1 && scores.equals(shape);
        boolean overKeys = node.opType().equals("Softmax")
                && (node.intAttribute("axis", -1) == -1 || node.intAttribute("axis", -1) == scores.rank() - 1);
        return sameSize
                && node.domain().isEmpty()
                && (overKeys || ELEMENTWISE.contains(node.opType()))
                && node.inputs().stream().allMatch(name -> shape(name) != null);
    }

    private Shape shape(String value) {
        TensorType type = graph.type(value);
        if (type == null && graph.graph().constants().containsKey(value)) {
            return Shape.of(graph.graph().constants().get(value).shape());
        }
        return type != null && type.shape().isStatic() ? type.shape() : null;
    }
}

package dev.graft.graph.runtime;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Frozen matrices that a graph widens from half precision or makes of integers in each run, made so that few are there at once.
 *
 * <p>Left alone, all may be: the forward and the backward pass read the same result, which is held from the one to the other, and
 * the runtime may make results before others are used, since they wait for nothing. Here each node that reads such a matrix has
 * it made for itself, once its other operand x is there, from a view of the stored numbers whose shape is {@code
 * Concat(shape, x[0:0])}: that is the same to the bit, takes no memory, and is not seen through by the runtime.
 */
public final class LateDecoding {
    /** The numbers of the largest result that the runtime computes once, when a session is opened. */
    private static final long MOST_FOLDED = SessionFactory.LARGEST_FOLDED / Float.BYTES;

    private static final String DEQUANTIZE = "DequantizeLinear";

    /** What a way from stored numbers to a matrix begins with. */
    private static final Set<String> FIRST = Set.of("Cast", DEQUANTIZE);

    private static final Set<String> FURTHER =
            Set.of("Cast", DEQUANTIZE, "Gather", "Concat", "Slice", "Transpose", "Add", "Sub", "Mul", "Div");

    private final Graph graph;
    private final GraphBuilder g;
    private final Set<String> frozen;
    private final Map<String, Node> decodings = new HashMap<>();
    private final Set<String> late = new HashSet<>();

    private LateDecoding(Graph graph) {
        this.graph = graph;
        this.g = GraphBuilder.from(graph, Map.of());
        this.frozen = new HashSet<>(graph.constants().keySet());
        graph.nodes().forEach(this::follow);
        Map<String, List<Node>> readers = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (!isDecoding(node)) {
                node.inputs().stream()
                        .filter(decodings::containsKey)
                        .forEach(name -> readers.computeIfAbsent(name, key -> new ArrayList<>())
                                .add(node));
            }
        }
        readers.forEach((name, nodes) -> {
            if (nodes.size() > 1 || !isLeft(decodings.get(name), nodes.get(0))) {
                late.add(name);
            }
        });
    }

    /** Whether the runtime leaves to each run what a node makes of a constant. */
    public static boolean isLarge(Node decoding, Constant constant) {
        boolean isOneEach =
                constant.type().isFloatingPoint() || decoding.opType().equals(DEQUANTIZE);
        // A byte that is no number itself may stand for two.
        return Tensor.elementCount(constant.shape()) > (isOneEach ? MOST_FOLDED : MOST_FOLDED / 2);
    }

    /** A graph that computes the same. */
    public static Graph of(Graph graph) {
        LateDecoding decoding = new LateDecoding(graph);
        return decoding.late.isEmpty() ? graph : decoding.rewrite();
    }

    /** Where nothing else reads them, the runtime may multiply by the integers themselves. */
    private static boolean isLeft(Node decoding, Node reader) {
        return decoding.opType().equals(DEQUANTIZE) && reader.domain().isEmpty();
    }

    private void follow(Node node) {
        if (!node.inputs().stream().allMatch(name -> name.isEmpty() || frozen.contains(name))) {
            return;
        }
        boolean first = FIRST.contains(node.opType());
        boolean further = node.isView() || FURTHER.contains(node.opType());
        if (first || further) {
            frozen.add(node.outputs().get(0));
        }
        if (further && node.inputs().stream().anyMatch(decodings::containsKey)
                || first && isLarge(node) && isDelayable(node)) {
            decodings.put(node.outputs().get(0), node);
        }
    }

    private boolean isLarge(Node node) {
        Constant constant = graph.constants().get(node.inputs().get(0));
        return constant != null && isLarge(node, constant);
    }

    private boolean isDecoding(Node node) {
        return node.hasOutput(0) && decodings.containsKey(node.outputs().get(0));
    }

    /** The operand by which a first node is made to wait. */
    private static int delayed(Node node) {
        return node.opType().equals(DEQUANTIZE) ? 1 : 0;
    }

    /** Of integers that share a byte there are no views. Scales may be computed, such as widened. */
    private boolean isDelayable(Node node) {
        Constant constant = graph.constants().get(node.inputs().get(delayed(node)));
        return constant == null
                || constant.type() != ElementType.INT4
                        && constant.type() != ElementType.UINT4
                        && constant.shape().length > 0;
    }

    private Graph rewrite() {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            nodes.add(isDecoding(node) ? node : reader(node));
        }
        Graph both = g.build();
        nodes.addAll(both.nodes().subList(nodes.size(), both.nodes().size()));
        return both.withNodes(nodes).ordered().pruned();
    }

    private Node reader(Node node) {
        Optional<String> operand = node.inputs().stream()
                .filter(name -> !name.isEmpty() && !frozen.contains(name))
                .findFirst();
        if (operand.isEmpty() || node.inputs().stream().noneMatch(late::contains)) {
            return node;
        }
        g.scope("late/" + node.name());
        Value nothing = g.value(operand.get()).reshape(-1).slice(0, 0, 0).cast(ElementType.INT64);
        Map<String, String> made = new HashMap<>();
        return node.withInputs(node.inputs().stream()
                .map(name -> late.contains(name) ? made(name, nothing, made) : name)
                .toList());
    }

    /** @param made what this reader has been given already, by the name of what it is instead of */
    private String made(String name, Value nothing, Map<String, String> made) {
        Node node = decodings.get(name);
        if (node == null || made.containsKey(name)) {
            return made.getOrDefault(name, name);
        }
        List<String> inputs = new ArrayList<>(node.inputs());
        boolean first = inputs.stream().noneMatch(decodings::containsKey);
        if (first) {
            Value given = g.value(inputs.get(delayed(node)));
            Constant constant = graph.constants().get(given.name());
            Value shape = constant == null ? given.shape() : g.ints(constant.shape());
            inputs.set(delayed(node), given.reshape(shape.concat(0, nothing)).name());
        } else {
            inputs.replaceAll(input -> made(input, nothing, made));
        }
        Value result = g.again(node, inputs).get(0);
        if (first
                && node.opType().equals("Cast")) { // the shape of anything else is that of an operand that did not wait
            result = result.reshape(graph.constants().get(node.inputs().get(0)).shape());
        }
        made.put(name, result.name());
        return result.name();
    }
}

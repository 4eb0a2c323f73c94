package dev.graft.graph.rewrite;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.Place;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Dropout in training (Srivastava et al. 2014): each Dropout operator of a graph, which does nothing in inference, becomes
 * a product with a mask that is fed, 0 for what is dropped and {@code 1 / (1 - rate)} for what is kept.
 *
 * <p>ONNX Runtime's own operator in training draws from a generator in the session. What comes out depends on all runs
 * before, which a run that goes on from a checkpoint did not make, and the mask does not reach the gradient.
 */
public final class DropoutMasks {
    private static final String PREFIX = "dropout/";

    private DropoutMasks() {}

    /**
     * The graph in training; the same graph where it drops nothing.
     *
     * @param graph with static shapes of its inputs
     * @return with an input of a static shape for each mask, see {@link #rate}
     */
    public static Graph fed(Graph graph) {
        if (graph.nodes().stream().noneMatch(DropoutMasks::drops)) {
            return graph;
        }
        Map<String, TensorType> types = TypeInference.infer(graph);
        List<ValueInfo> inputs = new ArrayList<>(graph.inputs());
        List<Node> nodes = new ArrayList<>();
        int first = inputs.size();
        for (Node node : graph.nodes()) {
            if (drops(node)) {
                String mask = PREFIX + (inputs.size() - first) + "/" + rate(graph, node);
                inputs.add(new ValueInfo(mask, staticType(node, types)));
                List<String> factors = List.of(node.inputs().get(0), mask);
                nodes.add(new Node("Mul", "", node.name(), factors, node.outputs(), Map.of()));
            } else {
                nodes.add(node);
            }
        }
        return graph.withInputs(inputs).withNodes(nodes);
    }

    /** The share of elements that a mask drops, by the name of its input; empty for inputs that are no masks. */
    public static OptionalDouble rate(String input) {
        return input.startsWith(PREFIX)
                ? OptionalDouble.of(Double.parseDouble(input.substring(input.lastIndexOf('/') + 1)))
                : OptionalDouble.empty();
    }

    private static boolean drops(Node node) {
        return node.opType().equals("Dropout") && node.domain().isEmpty() && node.hasInput(1) && !node.hasInput(2);
    }

    private static double rate(Graph graph, Node node) {
        Constant rate = graph.constants().get(node.inputs().get(1));
        if (rate == null) {
            throw new IllegalArgumentException(
                    Place.at(node.name(), "the rate of a dropout must be a constant, found " + node.inputs()));
        }
        // As a user writes it: 0.1, not the nearest number of single precision.
        return Double.parseDouble(Float.toString(rate.tensor().floats().get(0)));
    }

    private static TensorType staticType(Node node, Map<String, TensorType> types) {
        TensorType type = types.get(node.inputs().get(0));
        if (type == null || !type.shape().isStatic()) {
            throw new IllegalArgumentException(
                    Place.at(node.name(), "a dropout in training needs an operand of static shape, found " + type));
        }
        return type;
    }
}

package dev.graft.graph.runtime;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Element types and shapes of all values of a graph, as ONNX Runtime infers them.
 *
 * <p>The runtime has no call for this, but it tells the type of each output, and an output may be declared without one;
 * so the graph is opened with every value as an output. With static input shapes nearly every shape comes out static,
 * since the runtime folds the arithmetic on shapes.
 */
public final class TypeInference {
    private TypeInference() {}

    /** Types by value name, inputs and constants included. Values that are no tensors, or of unknown rank, are absent. */
    public static Map<String, TensorType> infer(Graph graph) {
        return infer(graph, Session::open);
    }

    /** As {@link #infer(Graph)}, of a graph that is known not to end the process, see {@link EinsumRanks}. */
    static Map<String, TensorType> inferChecked(Graph graph) {
        return infer(graph, Session::openChecked);
    }

    private static Map<String, TensorType> infer(Graph graph, BiFunction<Graph, SessionConfig, Session> open) {
        List<ValueInfo> all = new ArrayList<>();
        for (Node node : graph.nodes()) {
            for (String output : node.outputs()) {
                if (!output.isEmpty()) {
                    all.add(new ValueInfo(output, null));
                }
            }
        }
        Map<String, TensorType> types = new LinkedHashMap<>();
        graph.inputs().forEach(info -> types.put(info.name(), info.type()));
        graph.constants().forEach((name, constant) -> types.put(name, typeOf(constant)));
        if (all.isEmpty()) {
            return types;
        }
        SessionConfig config = SessionConfig.DEFAULT
                .withThreads(1)
                .withPrepack(false)
                .withOptimization(SessionConfig.Optimization.BASIC);
        try (Session session = open.apply(graph.withOutputs(all), config)) {
            types.putAll(session.outputTypes());
        }
        UnknownRanks.remove(graph, types);
        return types;
    }

    private static TensorType typeOf(Constant constant) {
        ElementType element = constant.type();
        return new TensorType(element, Shape.of(constant.shape()));
    }
}

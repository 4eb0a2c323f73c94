package dev.graft.training.step;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.tuning.Tuning;
import dev.graft.graph.Graph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What learns of a model: the adapter, and changes of the frozen language model where there are any. The names of their
 * weights differ.
 *
 * @param tunings in the order in which they change the language model
 */
public record TrainedParts(Adapter adapter, List<Tuning> tunings) {
    public TrainedParts {
        tunings = List.copyOf(tunings);
        parameterShapes(adapter, tunings);
    }

    /** An adapter before a language model that stays as it is. */
    public static TrainedParts of(Adapter adapter) {
        return new TrainedParts(adapter, List.of());
    }

    /** The shapes of the weights of all parts by name, the adapter's first. */
    public Map<String, long[]> parameterShapes() {
        return parameterShapes(adapter, tunings);
    }

    private static Map<String, long[]> parameterShapes(Adapter adapter, List<Tuning> tunings) {
        Map<String, long[]> shapes = new LinkedHashMap<>(adapter.parameterShapes());
        for (Tuning tuning : tunings) {
            tuning.parameterShapes().forEach((name, shape) -> {
                if (shapes.put(name, shape) != null) {
                    throw new IllegalArgumentException("two trained parts have a weight of the name '" + name + "'");
                }
            });
        }
        return shapes;
    }

    /** The graph of a frozen language model as the tunings change it. */
    Graph body(Graph frozen) {
        Graph body = frozen;
        for (Tuning tuning : tunings) {
            Map<String, String> inputs = new LinkedHashMap<>();
            tuning.parameterShapes().keySet().forEach(name -> inputs.put(name, TrainingGraph.parameter(name)));
            body = tuning.apply(body, inputs);
        }
        return body;
    }
}

package dev.graft.graph;

import dev.graft.tensors.TensorType;
import java.util.Map;

/**
 * A graph with the types of all its values.
 *
 * @param types by value name; a value that is no tensor is absent
 */
public record TypedGraph(Graph graph, Map<String, TensorType> types) {
    public TypedGraph {
        types = Map.copyOf(types);
    }

    /** The type of a value, or null where it is not known. */
    public TensorType type(String value) {
        return types.get(value);
    }

    /** A builder that continues this graph. */
    public GraphBuilder toBuilder() {
        return GraphBuilder.from(graph, types);
    }
}

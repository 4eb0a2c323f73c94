package dev.graft.adapters.block;

import dev.graft.graph.Value;
import dev.graft.tensors.InvalidInputException;
import java.util.Map;

/** The weights of an adapter in a graph, by name. */
public record Weights(Map<String, Value> values) {
    /** @throws InvalidInputException if there is none of the name */
    public Value get(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the adapter needs the parameter '" + name + "', given are " + values.keySet());
        }
        return value;
    }
}

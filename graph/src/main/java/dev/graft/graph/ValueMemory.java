package dev.graft.graph;

import dev.graft.tensors.TensorType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much memory the values of a graph take while it runs, when each is freed after its last reader and its place taken by the
 * result of an operator that works element by element, as ONNX Runtime does.
 */
public final class ValueMemory {
    /** Operators that may write over an operand of the same size. */
    private static final Set<String> IN_PLACE = Set.of(
            "Abs",
            "Add",
            "Clip",
            "Div",
            "Erf",
            "Exp",
            "Log",
            "Max",
            "Min",
            "Mul",
            "Neg",
            "Not",
            "Pow",
            "Reciprocal",
            "Relu",
            "ScatterElements",
            "ScatterND",
            "Sigmoid",
            "Softmax",
            "Sqrt",
            "Sub",
            "Sum",
            "Tanh");

    /** The memory of one or more values, and how many reads are left. */
    private static final class Place {
        private long bytes;
        private int reads;

        private Place(long bytes) {
            this.bytes = bytes;
        }
    }

    private final Map<String, TensorType> types;
    private final Map<String, Integer> reads = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private long live;
    private long peak;

    private ValueMemory(Map<String, TensorType> types) {
        this.types = types;
    }

    /**
     * The most bytes that values take at once, constants, inputs and outputs of the graph left out. A value of unknown size is
     * taken for an empty one.
     *
     * @param types of all values
     */
    public static long peak(Graph graph, Map<String, TensorType> types) {
        ValueMemory memory = new ValueMemory(types);
        graph.nodes().forEach(node -> node.reads().forEach(name -> memory.reads.merge(name, 1, Integer::sum)));
        graph.nodes().forEach(memory::run);
        return memory.peak;
    }

    private void run(Node node) {
        List<String> inputs = node.reads();
        for (int i = 0; i < node.outputs().size(); i++) {
            String output = node.outputs().get(i);
            if (!output.isEmpty() && reads.containsKey(output)) {
                Place place = i == 0 ? reused(node, bytes(output)) : null;
                if (place == null) {
                    place = new Place(bytes(output));
                    live += place.bytes;
                }
                if (isSamePlace(node) && place.bytes == 0) { // a view may tell the size of what it is of
                    place.bytes = bytes(output);
                    live += place.bytes;
                }
                place.reads += reads.get(output);
                places.put(output, place);
            }
        }
        peak = Math.max(peak, live);
        for (String input : inputs) {
            Place place = places.get(input);
            if (place != null && --place.reads == 0) {
                live -= place.bytes;
            }
        }
    }

    /** The place of an operand that the first result of a node takes; null where it needs one of its own. */
    private Place reused(Node node, long bytes) {
        if (isSamePlace(node)) {
            return places.get(node.inputs().get(0));
        }
        if (IN_PLACE.contains(node.opType())) {
            for (String input : new HashSet<>(node.inputs())) {
                Place place = places.get(input);
                long here = node.inputs().stream()
                        .filter(name -> place != null && places.get(name) == place)
                        .count();
                if (place != null && place.bytes == bytes && place.reads == here) {
                    return place;
                }
            }
        }
        return null;
    }

    private long bytes(String name) {
        TensorType type = types.get(name);
        if (type == null || !type.shape().isStatic()) {
            return 0;
        }
        long elements = 1;
        for (long size : type.shape().sizes()) {
            elements *= size;
        }
        return type.element().bytes(elements);
    }

    /** Whether the result lies where the operand does. A session drops nothing, so that dropout passes it. */
    private static boolean isSamePlace(Node node) {
        return node.isView() || node.opType().equals("Dropout");
    }
}

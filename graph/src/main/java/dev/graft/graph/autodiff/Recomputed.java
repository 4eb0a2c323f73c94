package dev.graft.graph.autodiff;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The values of a forward pass as the backward pass reads them: as they are, or from nodes that compute them a second time.
 *
 * <p>Left alone, ONNX Runtime would merge such nodes with the first ones, since they are equal, or run them early; so they read
 * what they need behind no rows of a gradient that comes in: {@code Concat(x, g[0:0])} is x to the bit, cannot be computed before
 * g, and is not seen through by the runtime.
 */
final class Recomputed {
    private final GraphBuilder g;
    private final Graph forward;
    private final Map<String, TensorType> types;
    private final Set<String> recomputed;
    private final Map<String, Integer> producers = new HashMap<>();
    private final Map<String, String> groups = new HashMap<>();
    private final Map<String, String> copies = new HashMap<>();
    private final Map<String, Group> started = new HashMap<>();
    private final Set<String> awaited = new HashSet<>();
    private Value last;

    /**
     * Values that depend on each other, and so come back together.
     *
     * @param nothing an empty vector that is there once the gradients are
     * @param delayed held values, by the name of the value
     */
    private record Group(Value nothing, Map<String, Value> delayed) {}

    Recomputed(GraphBuilder g, Graph forward, Map<String, TensorType> types, Set<String> recomputed) {
        this.g = g;
        this.forward = forward;
        this.types = types;
        this.recomputed = recomputed;
        for (int i = 0; i < forward.nodes().size(); i++) {
            Node node = forward.nodes().get(i);
            String first = null;
            for (String name : concerned(node)) {
                first = first == null ? name : first;
                join(first, name);
            }
            for (String output : node.outputs()) {
                producers.put(output, i);
            }
        }
    }

    private List<String> concerned(Node node) {
        List<String> names = new ArrayList<>();
        if (node.outputs().stream().anyMatch(recomputed::contains)) {
            names.addAll(node.outputs());
            names.addAll(node.inputs());
        }
        names.removeIf(name -> !recomputed.contains(name));
        return names;
    }

    /** The name that stands for the group of a value. */
    private String group(String name) {
        String root = name;
        while (!groups.getOrDefault(root, root).equals(root)) {
            root = groups.get(root);
        }
        groups.put(name, root);
        return root;
    }

    private void join(String one, String other) {
        groups.put(group(one), group(other));
    }

    /**
     * A value of the forward pass.
     *
     * @param gradients that have come in, behind which it is computed again
     */
    Value read(String name, Supplier<List<Value>> gradients) {
        if (!recomputed.contains(name)) {
            return g.value(name);
        }
        if (!copies.containsKey(name)) {
            Group group =
                    started.computeIfAbsent(group(name), root -> new Group(nothing(gradients.get()), new HashMap<>()));
            BitSet needed = needed(name);
            needed.stream().forEach(i -> copy(forward.nodes().get(i), group));
        }
        return g.value(copies.get(name));
    }

    /** The nodes that lead to a value from held ones and those that were copied before. */
    private BitSet needed(String name) {
        BitSet needed = new BitSet();
        needed.set(producers.get(name));
        for (int i = needed.length() - 1; i >= 0; i = needed.previousSetBit(i - 1)) {
            for (String input : forward.nodes().get(i).inputs()) {
                if (recomputed.contains(input) && !copies.containsKey(input)) {
                    needed.set(producers.get(input));
                }
            }
        }
        return needed;
    }

    private void copy(Node node, Group group) {
        boolean follows = node.inputs().stream().anyMatch(copies::containsKey);
        List<String> inputs = new ArrayList<>();
        for (String name : node.inputs()) {
            if (copies.containsKey(name)) {
                inputs.add(copies.get(name));
            } else if (follows || name.isEmpty() || g.constantNamed(name) != null) {
                inputs.add(name);
            } else {
                inputs.add(delayed(name, group).name());
            }
        }
        List<Value> outputs = g.again(node, inputs);
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i) != null) {
                copies.put(node.outputs().get(i), outputs.get(i).name());
            }
        }
    }

    private Value delayed(String name, Group group) {
        return group.delayed.computeIfAbsent(name, held -> {
            Value value = g.value(held);
            TensorType type = types.get(held);
            long[] sizes = type.shape().sizes();
            if (sizes.length == 0) {
                return behind(value.reshape(1), group, 1).reshape(g.ints());
            }
            return behind(value, group, sizes);
        });
    }

    private Value behind(Value value, Group group, long... sizes) {
        long[] none = sizes.clone();
        none[0] = 0;
        Value rows = g.op("Reshape", Map.of("allowzero", 1), group.nothing, g.ints(none))
                .cast(value.type());
        return value.concat(0, rows);
    }

    private Value nothing(List<Value> gradients) {
        List<Value> nothing = new ArrayList<>();
        for (Value gradient : gradients) {
            if (awaited.add(gradient.name())) {
                nothing.add(gradient.reshape(-1).slice(0, 0, 0).cast(ElementType.FLOAT));
            }
        }
        if (nothing.isEmpty()) { // groups that come back behind the same gradients
            return last;
        }
        Value first = nothing.remove(0);
        last = nothing.isEmpty() ? first : first.concat(0, nothing.toArray(Value[]::new));
        return last;
    }
}

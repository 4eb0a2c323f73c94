package dev.graft.graph.autodiff;

import dev.graft.graph.Attribute;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Chooses the values of a forward pass that the backward pass computes a second time. */
final class RecomputedValues {
    /** Operators that multiply, and take the time of a forward pass where an operand is frozen. */
    private static final Set<String> PRODUCTS = Set.of(
            "MatMul",
            "com.microsoft.FusedMatMul",
            "com.microsoft.TransposeMatMul",
            "com.microsoft.MatMulNBits",
            "Gemm",
            "Einsum",
            "Conv",
            "ConvTranspose");

    /** Operators whose results differ from run to run. */
    private static final Set<String> RANDOM = Set.of(
            "RandomNormal",
            "RandomNormalLike",
            "RandomUniform",
            "RandomUniformLike",
            "Multinomial",
            "Bernoulli",
            "Dropout");

    /** How many times the memory of its left operand a product takes that is not held. */
    private static final long LARGE = 12;

    private static final long BYTES = Float.BYTES;

    private final Graph forward;
    private final Map<String, TensorType> types;
    private final Set<String> computed = new HashSet<>();
    private final Set<String> candidates = new HashSet<>();

    private RecomputedValues(Graph forward, Map<String, TensorType> types, Set<String> active) {
        this.forward = forward;
        this.types = types;
        computed.addAll(forward.inputNames());
        for (Node node : forward.nodes()) {
            if (node.reads().stream().anyMatch(computed::contains)) {
                computed.addAll(node.outputs());
            }
            if (node.reads().stream().anyMatch(name -> active.contains(name) || candidates.contains(name))) {
                candidates.addAll(node.outputs());
            }
        }
        computed.remove("");
        candidates.remove("");
    }

    /**
     * The names of the values.
     *
     * @param active those on the way from a variable to the loss; what does not depend on any is held, since it is often shared
     */
    static Set<String> of(
            Recomputation recomputation, Graph forward, Map<String, TensorType> types, Set<String> active) {
        RecomputedValues values = new RecomputedValues(forward, types, active);
        return switch (recomputation) {
            case NONE -> Set.of();
            case ATTENTION -> values.attention();
            case CHEAP -> values.betweenCuts(true);
            case ALL -> values.betweenCuts(false);
        };
    }

    /** Whether the outputs of a node can be computed again from what it reads. */
    private boolean repeats(Node node) {
        return !RANDOM.contains(node.opType())
                && node.attributes().values().stream().noneMatch(Attribute.Subgraph.class::isInstance)
                && Stream.concat(node.inputs().stream(), node.outputs().stream())
                        .allMatch(name -> name.isEmpty() || bytes(name).isPresent());
    }

    private boolean isFrozenProduct(Node node) {
        return PRODUCTS.contains(node.qualifiedType())
                && node.inputs().stream().anyMatch(name -> !name.isEmpty() && !computed.contains(name));
    }

    private OptionalLong bytes(String name) {
        TensorType type = types.get(name);
        if (type == null || !type.shape().isStatic()) {
            return OptionalLong.empty();
        }
        long elements = 1;
        for (long size : type.shape().sizes()) {
            elements *= size;
        }
        return OptionalLong.of(type.element().bytes(elements));
    }

    private Set<String> betweenCuts(boolean cheap) {
        List<Node> nodes = forward.nodes();
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String name : nodes.get(i).reads()) {
                last.put(name, i);
            }
        }
        forward.outputNames().forEach(name -> last.put(name, nodes.size()));
        List<String> names = new ArrayList<>();
        List<Cuts.Passing> values = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (repeats(node) && !(cheap && isFrozenProduct(node))) {
                for (String output : node.outputs()) {
                    if (candidates.contains(output)) {
                        names.add(output);
                        values.add(new Cuts.Passing(
                                i, last.getOrDefault(output, i), bytes(output).getAsLong()));
                    }
                }
            }
        }
        List<Integer> cuts = Cuts.of(nodes.size(), values);
        int end = cuts.isEmpty() ? -1 : cuts.get(cuts.size() - 1);
        BitSet passing = Cuts.passing(values, cuts);
        Set<String> recomputed = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!passing.get(i) && values.get(i).from() <= end) { // the way back begins with the last segment
                recomputed.add(names.get(i));
            }
        }
        return recomputed;
    }

    /**
     * Products that are far larger than their operands, and what is computed of them at the same size; and the parts of keys and
     * values that products read by blocks, of which the wholes are held.
     */
    private Set<String> attention() {
        Set<String> found = partsInProducts();
        Set<String> large = new HashSet<>();
        for (Node node : forward.nodes()) {
            if (!repeats(node)
                    || isFrozenProduct(node)
                    || !candidates.contains(node.outputs().get(0))) {
                continue;
            }
            long size = node.outputs().stream()
                    .filter(name -> !name.isEmpty())
                    .mapToLong(name -> bytes(name).getAsLong())
                    .sum();
            long largest = node.inputs().stream()
                    .filter(large::contains)
                    .mapToLong(name -> bytes(name).getAsLong())
                    .max()
                    .orElse(0);
            boolean follows = largest > 0 && size * BYTES >= largest; // a mask of it has a byte for each number
            if (follows || PRODUCTS.contains(node.qualifiedType()) && isLarge(node, size)) {
                node.outputs().stream().filter(candidates::contains).forEach(large::add);
            }
        }
        found.addAll(large);
        return found;
    }

    private Set<String> partsInProducts() {
        Set<String> multiplied = new HashSet<>();
        forward.nodes().stream()
                .filter(node -> PRODUCTS.contains(node.qualifiedType()))
                .forEach(node -> multiplied.addAll(node.inputs()));
        Set<String> parts = new HashSet<>();
        for (Node node : forward.nodes()) {
            String output = node.outputs().get(0);
            if (node.opType().equals("Slice")
                    && multiplied.contains(output)
                    && candidates.contains(output)
                    && repeats(node)) {
                parts.add(output);
            }
        }
        return parts;
    }

    /** Whether a product has far more elements than its left operand, and not fewer than the right one. */
    private boolean isLarge(Node node, long size) {
        return size >= LARGE * bytes(node.inputs().get(0)).getAsLong()
                && size >= bytes(node.inputs().get(1)).getAsLong();
    }
}

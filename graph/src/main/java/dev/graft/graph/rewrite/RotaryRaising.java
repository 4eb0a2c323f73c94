package dev.graft.graph.rewrite;

import dev.graft.graph.Constant;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Recognises rotary position embedding (Su et al. 2021) where an exporter has written its steps, as transformers has
 * them: {@code x · cos + concat(-x₂, x₁) · sin} with {@code x = concat(x₁, x₂)}, and tables whose two halves are equal.
 */
public final class RotaryRaising {
    private static final Set<String> KEEPS_HALVES =
            Set.of("Cos", "Sin", "Cast", "Identity", "Unsqueeze", "Reshape", "Slice");

    private final Producers producers;

    /** Recognises them in a graph. */
    public RotaryRaising(TypedGraph graph) {
        this(new Producers(graph));
    }

    RotaryRaising(Producers producers) {
        this.producers = producers;
    }

    /**
     * One rotation.
     *
     * @param x {@code [batch, heads, tokens, 2 · half]}, or wider, where only a part is turned
     * @param cosine {@code [tables, 1, tokens, 2 · half]}; {@code sine} likewise
     * @param tables 1, or one for each row of the batch
     */
    public record Rotation(String x, String cosine, String sine, long batch, long tables, long tokens, long half) {
        private Rotation of(String whole) {
            return new Rotation(whole, cosine, sine, batch, tables, tokens, half);
        }
    }

    /** The whole rotation, if the node is its last step, the sum; else null. */
    public Rotation match(Node node) {
        if (!node.qualifiedType().equals("Add")
                || !producers.isFloat(node.outputs().get(0))) {
            return null;
        }
        Node first = producers.of(node.inputs().get(0), "Mul");
        Node second = producers.of(node.inputs().get(1), "Mul");
        if (first == null || second == null) {
            return null;
        }
        Rotation found = match(first, second);
        return found != null ? found : match(second, first);
    }

    /** A rotation of the first part of each head alone, if the node puts the other part behind it again; else null. */
    public Rotation matchOfPart(Node node) {
        boolean joins = node.qualifiedType().equals("Concat")
                && node.inputs().size() == 2
                && LastAxis.isAxisOf(node, sizes(node.outputs().get(0)).length, 0);
        Node last = joins ? producers.of(node.inputs().get(0), "Add") : null;
        Rotation turned = last == null ? null : match(last);
        String whole = turned == null ? null : wholeOf(turned.x());
        return whole != null
                        && isPart(turned.x(), whole, 0, 2 * turned.half())
                        && isPart(node.inputs().get(1), whole, 2 * turned.half(), lastSize(whole))
                ? turned.of(whole)
                : null;
    }

    /**
     * What makes a table as {@code RotaryEmbedding} reads it of {@code [tables, 1, tokens, 2 · half]}: its first half, as
     * {@code [tables · tokens, half]}. The first node cuts it off, the last gives the table.
     *
     * @param value a cosine or sine
     * @param constants gives the graph a constant of a name, and returns the name
     */
    public static List<Node> table(String value, long half, BiFunction<String, Tensor, String> constants) {
        String begin = constants.apply("rotary/begin", Tensor.of(new long[] {0}, 1));
        String end = constants.apply("rotary/end/" + half, Tensor.of(new long[] {half}, 1));
        String axis = constants.apply("rotary/axis", Tensor.of(new long[] {-1}, 1));
        String shape = constants.apply("rotary/shape/" + half, Tensor.of(new long[] {-1, half}, 2));
        String part = value + "/half";
        String table = value + "/table";
        return List.of(
                new Node("Slice", "", part, List.of(value, begin, end, axis), List.of(part), Map.of()),
                new Node("Reshape", "", table, List.of(part, shape), List.of(table), Map.of()));
    }

    private String wholeOf(String part) {
        Node slice = producers.of(part, "Slice");
        Node cut = slice != null ? slice : producers.of(part, "Split");
        return cut == null ? null : cut.inputs().get(0);
    }

    private Rotation match(Node straight, Node turned) {
        for (String x : straight.inputs()) {
            for (String sine : turned.inputs()) {
                String cosine = Producers.other(straight, x);
                if (isTurned(Producers.other(turned, sine), x) && hasEqualHalves(cosine) && hasEqualHalves(sine)) {
                    return rotation(x, cosine, sine);
                }
            }
        }
        return null;
    }

    private Rotation rotation(String x, String cosine, String sine) {
        long[] sizes = sizes(x);
        long[] table = sizes(cosine);
        boolean fits = !producers.isVariable(cosine) // the tables of the operator have no gradient
                && !producers.isVariable(sine)
                && sizes.length == 4
                && Arrays.equals(table, sizes(sine))
                && table.length == 4
                && (table[0] == 1 || table[0] == sizes[0])
                && table[1] == 1
                && table[2] == sizes[2]
                && table[3] == sizes[3];
        return fits ? new Rotation(x, cosine, sine, sizes[0], table[0], sizes[2], sizes[3] / 2) : null;
    }

    /** Whether a value is {@code concat(-x₂, x₁)}. */
    private boolean isTurned(String value, String x) {
        Node concat = producers.of(value, "Concat");
        long[] sizes = sizes(x);
        if (concat == null
                || concat.inputs().size() != 2
                || !LastAxis.isAxisOf(concat, sizes.length, 0)
                || sizes.length == 0) {
            return false;
        }
        Node negative = producers.of(concat.inputs().get(0), "Neg");
        long size = sizes[sizes.length - 1];
        return negative != null
                && size % 2 == 0
                && isPart(negative.inputs().get(0), x, size / 2, size)
                && isPart(concat.inputs().get(1), x, 0, size / 2);
    }

    /** Whether a value is {@code x[..., from:to]}. */
    private boolean isPart(String value, String x, long from, long to) {
        Node split = producers.of(value, "Split");
        if (split != null) {
            return split.inputs().get(0).equals(x)
                    && split.outputs().size() == 2
                    && LastAxis.isAxisOf(split, sizes(x).length, 0)
                    && lastSize(value) == to - from
                    && split.outputs().get(from == 0 ? 0 : 1).equals(value);
        }
        Node slice = producers.of(value, "Slice");
        if (slice == null || !slice.inputs().get(0).equals(x) || slice.inputs().size() < 4) {
            return false;
        }
        boolean forward =
                !slice.hasInput(4) || producers.isScalar(slice.inputs().get(4), 1);
        Double end = producers.scalar(slice.inputs().get(2));
        boolean ends = end != null && (end == to || end > to && to == lastSize(x));
        return forward
                && producers.isScalar(slice.inputs().get(1), (double) from)
                && ends
                && producers.isLastAxis(slice.inputs().get(3), x);
    }

    /** The static size of a value's last axis, or -1. */
    private long lastSize(String value) {
        long[] sizes = sizes(value);
        return sizes.length == 0 ? -1 : sizes[sizes.length - 1];
    }

    /** Whether the two halves of the last axis are known to be equal. */
    private boolean hasEqualHalves(String value) {
        Constant constant = producers.constant(value);
        if (constant != null) {
            return producers.isFloat(value) && repeats(constant);
        }
        Node concat = producers.of(value, "Concat");
        if (concat != null) {
            return concat.inputs().size() == 2
                    && concat.inputs().get(0).equals(concat.inputs().get(1))
                    && LastAxis.isAxisOf(concat, sizes(value).length, 0);
        }
        for (String operator : KEEPS_HALVES) {
            Node node = producers.of(value, operator);
            if (node != null) {
                String source = node.inputs().get(0);
                return lastSize(source) >= 0 && lastSize(source) == lastSize(value) && hasEqualHalves(source);
            }
        }
        Node scaled = producers.of(value, "Mul");
        if (scaled != null) {
            return scaled.inputs().stream()
                    .anyMatch(factor ->
                            producers.scalar(factor) != null && hasEqualHalves(Producers.other(scaled, factor)));
        }
        Node rows = producers.of(value, "Gather");
        return rows != null
                && rows.intAttribute("axis", 0) == 0
                && sizes(rows.inputs().get(0)).length > 1
                && hasEqualHalves(rows.inputs().get(0));
    }

    private static boolean repeats(Constant constant) {
        long[] shape = constant.shape();
        if (shape.length == 0 || shape[shape.length - 1] % 2 != 0) {
            return false;
        }
        int size = (int) shape[shape.length - 1];
        float[] values = constant.tensor().toFloatArray();
        for (int row = 0; row < values.length; row += size) {
            int middle = row + size / 2;
            if (!Arrays.equals(values, row, middle, values, middle, row + size)) {
                return false;
            }
        }
        return true;
    }

    /** The static sizes of a value; empty where they are not known. */
    private long[] sizes(String value) {
        TensorType type = producers.type(value);
        return type == null || !type.shape().isStatic()
                ? new long[0]
                : type.shape().sizes();
    }
}

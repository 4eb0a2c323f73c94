package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * {@code Gather} and {@code Scatter} in all their forms, and {@code TopK}: operators that pick elements by index. Their
 * adjoints add into places that may repeat; {@code ScatterElements} does that rightly on every device, {@code ScatterND}
 * loses updates on the CPU and is used only where indices are distinct.
 */
final class GatherScatterRules {
    private GatherScatterRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("Gather", GatherScatterRules::gather);
        rules.put("GatherElements", GatherScatterRules::gatherElements);
        rules.put("GatherND", GatherScatterRules::gatherNd);
        rules.put("ScatterElements", GatherScatterRules::scatterElements);
        rules.put("ScatterND", GatherScatterRules::scatterNd);
        rules.put("TopK", GatherScatterRules::topK);
    }

    private static void gather(Adjoint a) {
        Shape data = a.inShape(0);
        int axis = a.axis("axis", 0, data.rank());
        long[] indices = a.constantInts(1);
        Shape.Dim size = data.dim(axis);
        if (indices != null && size.isKnown() && isRun(indices, size.size())) {
            gatherRun(a, axis, indices, size.size());
            return;
        }
        // dy is [..., indices..., ...]: flatten the axes of the indices into one.
        Value flat = withOneIndexAxis(a, axis);
        long[] broadcast = ReshapingRules.filled(data.rank(), 1);
        broadcast[axis] = -1;
        Value index = a.in(1).cast(ElementType.INT64).reshape(broadcast).expand(flat.shape());
        a.give(0, scatterAdd(a, index, flat, axis));
    }

    private static Value withOneIndexAxis(Adjoint a, int axis) {
        int indexRank = a.inShape(1).rank();
        if (indexRank == 1) {
            return a.dy();
        }
        if (indexRank == 0) {
            return a.dy().unsqueeze(axis);
        }
        long[] sizes = a.inShape(0).sizes();
        sizes[axis] = 1;
        if (Arrays.stream(sizes).allMatch(size -> size > 0)) {
            sizes[axis] = -1;
            return a.dy().reshape(sizes);
        }
        Value shape = a.in(0).shape();
        Value leading = shape.slice(0, axis, 0);
        return a.dy().reshape(leading.concat(0, a.g.ints(-1), shape.slice(axis + 1L, sizes.length, 0)));
    }

    /** Whether indices are neighbours in order, which makes the gather a slice. */
    private static boolean isRun(long[] indices, long size) {
        for (int i = 0; i < indices.length; i++) {
            if (wrapped(indices[i], size) != wrapped(indices[0], size) + i) {
                return false;
            }
        }
        return indices.length > 0;
    }

    private static long wrapped(long index, long size) {
        return index < 0 ? index + size : index;
    }

    private static void gatherRun(Adjoint a, int axis, long[] indices, long size) {
        int rank = a.inShape(0).rank();
        long first = wrapped(indices[0], size);
        long[] before = new long[rank];
        long[] after = new long[rank];
        before[axis] = first;
        after[axis] = size - first - indices.length;
        Value part = a.dy();
        if (a.inShape(1).rank() == 0) {
            part = part.unsqueeze(axis);
        } else if (a.inShape(1).rank() > 1) {
            long[] sizes = a.inShape(0).sizes();
            sizes[axis] = indices.length;
            part = part.reshape(sizes);
        }
        a.give(0, ConcatSplitPadRules.pad(a, part, before, after));
    }

    private static void gatherElements(Adjoint a) {
        int axis = a.axis("axis", 0, a.inShape(0).rank());
        if (!SoftmaxRules.logLikelihood(a, axis)) {
            a.give(0, scatterAdd(a, a.in(1), a.dy(), axis));
        }
    }

    private static Value scatterAdd(Adjoint a, Value index, Value updates, int axis) {
        Value zeros = zerosLikeInput(a);
        return a.g.op("ScatterElements", Map.of("axis", axis, "reduction", "add"), zeros, index, updates);
    }

    private static Value zerosLikeInput(Adjoint a) {
        Shape shape = a.inShape(0);
        return a.scalar(0)
                .expand(shape.isStatic() ? a.g.ints(shape.sizes()) : a.in(0).shape());
    }

    /** Index tuples become offsets into the flattened leading axes. */
    private static void gatherNd(Adjoint a) {
        Shape data = a.inShape(0);
        Shape indices = a.inShape(1);
        if (!data.isStatic() || !indices.dim(-1).isKnown()) {
            throw a.refuse("the shape of the data must be known; fix the input shapes");
        }
        int batch = (int) a.node.intAttribute("batch_dims", 0);
        int depth = (int) indices.dim(-1).size();
        long[] leading = Arrays.copyOf(data.sizes(), batch + depth);
        long[] strides = new long[leading.length];
        long rows = 1;
        for (int i = leading.length - 1; i >= 0; i--) {
            strides[i] = rows;
            rows *= leading[i];
        }
        Value index = a.in(1);
        Value negative = a.g.op("Less", "", Map.of(), ElementType.BOOL, index, a.g.scalar(ElementType.INT64, 0));
        long[] sizes = Arrays.copyOfRange(leading, batch, leading.length);
        index = negative.where(index.add(a.g.ints(sizes)), index);
        Value offset = index.multiply(a.g.ints(Arrays.copyOfRange(strides, batch, leading.length)))
                .sum(false, -1);
        for (int i = 0; i < batch; i++) {
            long[] shape = ReshapingRules.filled(indices.rank() - 1, 1);
            shape[i] = leading[i];
            long stride = strides[i];
            offset = offset.add(a.g.ints(
                            LongStream.range(0, leading[i]).map(k -> k * stride).toArray())
                    .reshape(shape));
        }
        long width = data.elementCount() / Math.max(1, rows);
        Value updates = a.dy().reshape(-1, width);
        Value zeros = a.scalar(0).expand(a.g.ints(rows, width));
        Value sum = a.g.op(
                "ScatterElements",
                Map.of("axis", 0, "reduction", "add"),
                zeros,
                offset.reshape(-1, 1).expand(updates.shape()),
                updates);
        a.giveReshaped(0, sum);
    }

    /** The values come from distinct places, which the second output tells. */
    private static void topK(Adjoint a) {
        if (a.dy() == null) {
            return;
        }
        int axis = a.axis("axis", -1, a.inShape(0).rank());
        Value places = a.node.hasOutput(1)
                ? a.value(a.node.outputs().get(1))
                : a.g.extraOutput(a.node.outputs().get(0), 1, ElementType.INT64);
        a.give(0, a.g.op("ScatterElements", Map.of("axis", axis), zerosLikeInput(a), places, a.dy()));
    }

    private static void scatterElements(Adjoint a) {
        int axis = a.axis("axis", 0, a.inShape(0).rank());
        String reduction = reduction(a);
        if (a.wants(0)) {
            Value zeros = a.scalar(0).expand(a.in(1).shape());
            a.give(
                    0,
                    reduction.equals("add")
                            ? a.dy()
                            : a.g.op("ScatterElements", Map.of("axis", axis), a.dy(), a.in(1), zeros));
        }
        if (a.wants(2)) {
            a.give(2, a.g.op("GatherElements", Map.of("axis", axis), a.dy(), a.in(1)));
        }
    }

    private static void scatterNd(Adjoint a) {
        String reduction = reduction(a);
        if (a.wants(0)) {
            Value zeros = a.scalar(0).expand(a.in(2).shape());
            a.give(0, reduction.equals("add") ? a.dy() : a.g.op("ScatterND", Map.of(), a.dy(), a.in(1), zeros));
        }
        if (a.wants(2)) {
            a.give(2, a.g.op("GatherND", Map.of(), a.dy(), a.in(1)));
        }
    }

    private static String reduction(Adjoint a) {
        String reduction = a.node.textAttribute("reduction", "none");
        if (!reduction.equals("none") && !reduction.equals("add")) {
            throw a.refuse("the reduction '" + reduction + "' is not supported, only none and add");
        }
        return reduction;
    }
}

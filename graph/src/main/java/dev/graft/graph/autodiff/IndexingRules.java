package dev.graft.graph.autodiff;

import dev.graft.graph.ElementType;
import dev.graft.graph.Shape;
import dev.graft.graph.Value;
import java.util.Arrays;
import java.util.Map;

/**
 * Operators that pick elements by index. Their adjoints add into places that may repeat; {@code ScatterElements} does
 * that rightly on every device, {@code ScatterND} loses updates on the CPU and is used only where indices are distinct.
 */
final class IndexingRules {
    private IndexingRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("Gather", IndexingRules::gather);
        rules.put("GatherElements", IndexingRules::gatherElements);
        rules.put("GatherND", IndexingRules::gatherNd);
        rules.put("ScatterElements", IndexingRules::scatterElements);
        rules.put("ScatterND", IndexingRules::scatterNd);
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
        int indexRank = a.inShape(1).rank();
        long[] sizes = data.sizes();
        if (Arrays.stream(sizes).anyMatch(dim -> dim < 0)) {
            throw a.refuse("the shape of the data must be known; fix the input shapes");
        }
        sizes[axis] = -1;
        Value flat = indexRank == 1 ? a.dy() : a.dy().reshape(sizes);
        long[] broadcast = ReshapingRules.filled(data.rank(), 1);
        broadcast[axis] = -1;
        Value index = a.in(1).cast(ElementType.INT64).reshape(broadcast).expand(flat.shape());
        a.give(0, scatterAdd(a, index, flat, axis));
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
        a.give(0, SlicingRules.pad(a, part, before, after));
    }

    private static void gatherElements(Adjoint a) {
        int axis = a.axis("axis", 0, a.inShape(0).rank());
        a.give(0, scatterAdd(a, a.in(1), a.dy(), axis));
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
        if (a.node.intAttribute("batch_dims", 0) != 0
                || !data.isStatic()
                || !a.inShape(1).dim(-1).isKnown()) {
            throw a.refuse("batch_dims must be 0 and the shape of the data known; fix the input shapes");
        }
        int depth = (int) a.inShape(1).dim(-1).size();
        long[] strides = new long[depth];
        long[] sizes = Arrays.copyOf(data.sizes(), depth);
        long rows = 1;
        for (int i = depth - 1; i >= 0; i--) {
            strides[i] = rows;
            rows *= sizes[i];
        }
        long width = data.elementCount() / Math.max(1, rows);
        Value index = a.in(1);
        Value negative = a.g.op("Less", "", Map.of(), ElementType.BOOL, index, a.g.scalar(ElementType.INT64, 0));
        index = negative.where(index.add(a.g.ints(sizes)), index);
        Value offset = index.multiply(a.g.ints(strides)).sum(false, -1).reshape(-1, 1);
        Value updates = a.dy().reshape(-1, width);
        Value zeros = a.scalar(0).expand(a.g.ints(rows, width));
        Value sum = a.g.op(
                "ScatterElements",
                Map.of("axis", 0, "reduction", "add"),
                zeros,
                offset.expand(updates.shape()),
                updates);
        a.give(0, ReshapingRules.likeInput(a, sum, 0));
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

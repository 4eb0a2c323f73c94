package dev.graft.graph.autodiff;

import dev.graft.graph.Shape;
import dev.graft.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators that cut values apart, join them, or zero a part. */
final class SlicingRules {
    private SlicingRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("Concat", SlicingRules::concat);
        rules.put("Split", SlicingRules::split);
        rules.put("Slice", SlicingRules::slice);
        rules.put("Pad", SlicingRules::pad);
        rules.put("Trilu", SlicingRules::triangle);
        rules.put("CumSum", SlicingRules::cumulativeSum);
    }

    private static void concat(Adjoint a) {
        int axis = a.axis("axis", 0, a.outShape(0).rank());
        long offset = 0;
        Value start = null;
        for (int i = 0; i < a.inputCount(); i++) {
            Shape.Dim size = a.inShape(i).dim(axis);
            if (start == null && size.isKnown()) {
                if (a.wants(i)) {
                    a.give(i, a.dy().slice(offset, offset + size.size(), axis));
                }
                offset += size.size();
                continue;
            }
            // From the first operand of unknown size on, the offsets are computed in the run.
            Value from = start == null ? a.g.ints(offset) : start;
            Value to = from.add(a.in(i).shape().slice(axis, axis + 1L, 0));
            if (a.wants(i)) {
                a.give(i, a.g.op("Slice", Map.of(), a.dy(), from, to, a.g.ints(axis)));
            }
            start = to;
        }
    }

    private static void split(Adjoint a) {
        Value[] parts = new Value[a.node.outputs().size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = a.dyOrZeros(i);
        }
        int axis = a.axis("axis", 0, a.inShape(0).rank());
        a.give(0, a.g.op("Concat", Map.of("axis", axis), parts));
    }

    /** The adjoint of slicing puts the elements back in their places and zeros between and around them. */
    private static void slice(Adjoint a) {
        long[] starts = a.constantInts(1);
        long[] ends = a.constantInts(2);
        int rank = a.inShape(0).rank();
        long[] axes = a.node.hasInput(3) ? a.constantInts(3) : null;
        long[] steps = a.node.hasInput(4) ? a.constantInts(4) : null;
        if (starts == null
                || ends == null
                || a.node.hasInput(3) && axes == null
                || a.node.hasInput(4) && steps == null) {
            throw a.refuse("the bounds must be known; fix the input shapes");
        }
        Value gradient = a.dy();
        long[] before = new long[rank];
        long[] after = new long[rank];
        for (int i = 0; i < starts.length; i++) {
            int axis = (int) (axes == null ? i : axes[i] < 0 ? axes[i] + rank : axes[i]);
            long step = steps == null ? 1 : steps[i];
            if (!a.inShape(0).dim(axis).isKnown() || !a.outShape(0).dim(axis).isKnown()) {
                throw a.refuse("the size of axis " + axis + " must be known; fix the input shapes");
            }
            long size = a.inShape(0).dim(axis).size();
            long count = a.outShape(0).dim(axis).size();
            long first = clampStart(starts[i], size, step);
            if (step < 0) {
                gradient = reverse(a, gradient, axis);
                first += step * (count - 1);
                step = -step;
            }
            if (step > 1) {
                gradient = spread(a, gradient, axis, step, count);
                count = step * (count - 1) + 1;
            }
            before[axis] = first;
            after[axis] = size - first - count;
        }
        a.give(0, pad(a, gradient, before, after));
    }

    private static long clampStart(long start, long size, long step) {
        long from = start < 0 ? start + size : start;
        return step > 0 ? Math.max(0, Math.min(from, size)) : Math.max(0, Math.min(from, size - 1));
    }

    private static Value reverse(Adjoint a, Value x, int axis) {
        return a.g.op("Slice", Map.of(), x, a.g.ints(-1), a.g.ints(Long.MIN_VALUE + 1), a.g.ints(axis), a.g.ints(-1));
    }

    /** Puts {@code step - 1} zeros between neighbours along an axis. */
    private static Value spread(Adjoint a, Value x, int axis, long step, long count) {
        int rank = a.inShape(0).rank();
        long[] after = new long[rank + 1];
        after[axis + 1] = step - 1;
        long[] shape = ReshapingRules.zeros(rank); // 0 keeps a size; those after the axis have moved by one
        Value wide = pad(a, x.unsqueeze(axis + 1L), new long[rank + 1], after);
        for (int i = 0; i < rank; i++) {
            shape[i] = i == axis ? count * step : a.outShape(0).dim(i).size();
        }
        return wide.reshape(shape).slice(0, step * (count - 1) + 1, axis);
    }

    /** Zeros around a value; negative widths cut off. */
    static Value pad(Adjoint a, Value x, long[] before, long[] after) {
        long[] widths = new long[before.length * 2];
        boolean nothing = true;
        for (int i = 0; i < before.length; i++) {
            widths[i] = before[i];
            widths[i + before.length] = after[i];
            nothing &= before[i] == 0 && after[i] == 0;
        }
        return nothing ? x : a.g.op("Pad", Map.of("mode", "constant"), x, a.g.ints(widths));
    }

    private static void pad(Adjoint a) {
        long[] widths = a.constantInts(1);
        long[] axes = a.node.hasInput(3) ? a.constantInts(3) : null;
        if (widths == null || a.node.hasInput(3) && axes == null) {
            throw a.refuse("the widths must be known; fix the input shapes");
        }
        if (!a.node.textAttribute("mode", "constant").equals("constant")) {
            throw a.refuse("only padding with a constant is supported");
        }
        int rank = a.inShape(0).rank();
        long[] before = new long[rank];
        long[] after = new long[rank];
        int count = widths.length / 2;
        for (int i = 0; i < count; i++) {
            int axis = (int) (axes == null ? i : axes[i] < 0 ? axes[i] + rank : axes[i]);
            before[axis] = -widths[i];
            after[axis] = -widths[i + count];
        }
        a.give(0, pad(a, a.dy(), before, after));
    }

    private static void triangle(Adjoint a) {
        List<Value> arguments = new ArrayList<>(List.of(a.dy()));
        if (a.node.hasInput(1)) {
            arguments.add(a.in(1));
        }
        a.give(0, a.g.op("Trilu", Map.of("upper", a.node.intAttribute("upper", 1)), arguments.toArray(Value[]::new)));
    }

    private static void cumulativeSum(Adjoint a) {
        Map<String, Long> opposite = Map.of(
                "exclusive", a.node.intAttribute("exclusive", 0), "reverse", 1 - a.node.intAttribute("reverse", 0));
        a.give(0, a.g.op("CumSum", opposite, a.dy(), a.in(1)));
    }
}

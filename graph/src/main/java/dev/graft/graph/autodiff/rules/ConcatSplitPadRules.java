package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** {@code Concat}, {@code Split}, {@code Pad} and {@code Trilu}: operators that cut apart, join, or zero a part. */
final class ConcatSplitPadRules {
    private ConcatSplitPadRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("Concat", ConcatSplitPadRules::concat);
        rules.put("Split", ConcatSplitPadRules::split);
        rules.put("Pad", ConcatSplitPadRules::pad);
        rules.put("Trilu", ConcatSplitPadRules::triangle);
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
            if (!a.node.hasOutput(i)) {
                throw a.refuse("one of its outputs has no name");
            }
            parts[i] = a.dyOrZeros(i);
        }
        int axis = a.axis("axis", 0, a.inShape(0).rank());
        a.give(0, a.g.op("Concat", Map.of("axis", axis), parts));
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
        int rank = a.inShape(0).rank();
        long[] widths = a.constantInts(1);
        long[] axes = a.node.hasInput(3) ? a.constantInts(3) : range(rank);
        if (widths == null || axes == null) {
            throw a.refuse("the widths must be known; fix the input shapes");
        }
        long[] before = new long[rank];
        long[] after = new long[rank];
        for (int i = 0; i < axes.length; i++) {
            int axis = (int) (axes[i] < 0 ? axes[i] + rank : axes[i]);
            before[axis] = widths[i];
            after[axis] = widths[i + axes.length];
        }
        String mode = a.node.textAttribute("mode", "constant");
        if (mode.equals("constant")) {
            a.give(0, pad(a, a.dy(), negated(before), negated(after)));
        } else {
            a.give(0, unfold(a, mode, before, after));
        }
    }

    static long[] range(int count) {
        return LongStream.range(0, count).toArray();
    }

    private static long[] negated(long[] values) {
        return Arrays.stream(values).map(value -> -value).toArray();
    }

    /** What was copied to the border returns to where it was copied from. */
    private static Value unfold(Adjoint a, String mode, long[] before, long[] after) {
        Value gradient = a.dy();
        for (int axis = 0; axis < before.length; axis++) {
            if (before[axis] == 0 && after[axis] == 0) {
                continue;
            }
            Shape.Dim dim = a.inShape(0).dim(axis);
            if (!dim.isKnown()) {
                throw a.refuse("the size of axis " + axis + " must be known; fix the input shapes");
            }
            int size = (int) dim.size();
            AxisMatrix copies = new AxisMatrix((int) (size + before[axis] + after[axis]), size);
            for (int i = 0; i < copies.out(); i++) {
                copies.add(i, source(mode, (int) (i - before[axis]), size), 1);
            }
            gradient = copies.applyTransposed(a, gradient, axis, before.length);
        }
        return gradient;
    }

    private static int source(String mode, int index, int size) {
        if (mode.equals("edge")) {
            return Math.max(0, Math.min(size - 1, index));
        }
        if (mode.equals("wrap")) {
            return Math.floorMod(index, size);
        }
        int folded = size == 1 ? 0 : Math.floorMod(index, 2 * (size - 1));
        return folded < size ? folded : 2 * (size - 1) - folded;
    }

    private static void triangle(Adjoint a) {
        List<Value> arguments = new ArrayList<>(List.of(a.dy()));
        if (a.node.hasInput(1)) {
            arguments.add(a.in(1));
        }
        a.give(0, a.g.op("Trilu", Map.of("upper", a.node.intAttribute("upper", 1)), arguments.toArray(Value[]::new)));
    }
}

package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code Slice}: its adjoint puts the elements back in their places, and zeros between and around them. */
final class SliceRule {
    private final Adjoint a;
    private final int rank;
    private final long[] axes;
    private final long[] steps;

    private SliceRule(Adjoint a) {
        this.a = a;
        this.rank = a.inShape(0).rank();
        this.axes = axes();
        this.steps = a.node.hasInput(4) ? a.constantInts(4) : ReshapingRules.filled(axes.length, 1);
        if (steps == null) {
            throw a.refuse("the steps must be known before the run");
        }
    }

    static void apply(Adjoint a) {
        SliceRule rule = new SliceRule(a);
        long[] starts = a.constantInts(1);
        boolean sizesKnown = Arrays.stream(rule.axes)
                .allMatch(axis -> a.inShape(0).dim((int) axis).isKnown()
                        && a.outShape(0).dim((int) axis).isKnown());
        a.give(0, starts != null && sizesKnown ? rule.known(starts) : rule.atRunTime());
    }

    private long[] axes() {
        long[] given = a.node.hasInput(3) ? a.constantInts(3) : null;
        if (given != null) {
            return Arrays.stream(given)
                    .map(axis -> axis < 0 ? axis + rank : axis)
                    .toArray();
        }
        Shape.Dim count = a.inShape(1).dim(0);
        if (a.node.hasInput(3) || !count.isKnown()) {
            throw a.refuse("the axes must be known before the run");
        }
        long[] leading = new long[(int) count.size()];
        Arrays.setAll(leading, i -> i);
        return leading;
    }

    private Value known(long[] starts) {
        Value gradient = a.dy();
        long[] sizes = a.outShape(0).sizes();
        if (Arrays.stream(axes).anyMatch(axis -> sizes[(int) axis] == 0)) {
            return a.scalar(0).expand(a.in(0).shape());
        }
        long[] before = new long[rank];
        long[] after = new long[rank];
        for (int i = 0; i < axes.length; i++) {
            int axis = (int) axes[i];
            long size = a.inShape(0).dim(axis).size();
            long step = Math.abs(steps[i]);
            long span = step * (sizes[axis] - 1) + 1;
            long first = start(starts[i], size, steps[i] < 0 ? size - 1 : size);
            if (steps[i] < 0) {
                gradient = reverse(gradient, axis);
                first -= span - 1;
            }
            if (step > 1) {
                gradient = spread(gradient, axis, step, sizes);
            }
            sizes[axis] = span;
            before[axis] = first;
            after[axis] = size - first - span;
        }
        return ConcatSplitPadRules.pad(a, gradient, before, after);
    }

    private static long start(long start, long size, long largest) {
        return Math.max(0, Math.min(start < 0 ? start + size : start, largest));
    }

    private Value reverse(Value x, int axis) {
        return a.g.op("Slice", Map.of(), x, a.g.ints(-1), a.g.ints(Long.MIN_VALUE + 1), a.g.ints(axis), a.g.ints(-1));
    }

    /** Puts {@code step - 1} zeros between neighbours along an axis. */
    private Value spread(Value x, int axis, long step, long[] sizes) {
        long[] after = new long[rank + 1];
        after[axis + 1] = step - 1;
        Value wide = ConcatSplitPadRules.pad(a, x.unsqueeze(axis + 1L), new long[rank + 1], after);
        long[] shape = sizes.clone();
        shape[axis] *= step;
        return wide.reshape(shape).slice(0, step * (sizes[axis] - 1) + 1, axis);
    }

    /** The same slice of 0, 1, 2, ... tells where along each axis the elements came from. */
    private Value atRunTime() {
        if (Arrays.stream(steps).anyMatch(step -> step != 1)) {
            throw a.refuse("with steps other than 1 the bounds and sizes must be known; fix the input shapes");
        }
        List<Value> before = new ArrayList<>();
        List<Value> after = new ArrayList<>();
        for (int i = 0; i < axes.length; i++) {
            Value size = a.in(0).shape().slice(axes[i], axes[i] + 1, 0);
            Value zero = a.g.scalar(ElementType.INT64, 0);
            Value places = a.g.op("Range", Map.of(), zero, size.squeeze(0), a.g.scalar(ElementType.INT64, 1));
            Value taken = a.g.op("Slice", Map.of(), places, bound(1, i), bound(2, i), a.g.ints(0));
            // An empty slice gives back nothing but zeros, wherever they are put.
            Value first = taken.concat(0, size).slice(0, 1, 0);
            before.add(first);
            after.add(size.subtract(first).subtract(taken.shape()));
        }
        before.addAll(after);
        Value widths = a.g.op("Concat", Map.of("axis", 0), before.toArray(Value[]::new));
        return a.g.op("Pad", Map.of("mode", "constant"), a.dy(), widths, null, a.g.ints(axes));
    }

    private Value bound(int input, int position) {
        return a.in(input).cast(ElementType.INT64).slice(position, position + 1L, 0);
    }
}

package dev.graft.graph.autodiff.rules;

import dev.graft.tensors.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The sliding window of a convolution or pooling, over all spatial axes.
 *
 * @param before zeros (or cells outside) put before each axis
 * @param after zeros put after each axis; a last window that is rounded up may reach beyond them
 */
record SlidingWindow(
        long[] kernel, long[] strides, long[] dilations, long[] before, long[] after, long[] in, long[] out) {
    /** Reads the attributes of a node whose first input is {@code [batch, channels, ...]}. */
    static SlidingWindow of(Adjoint a, long[] kernel, Shape input, Shape output) {
        int axes = kernel.length;
        if (!input.isStatic() || !output.isStatic()) {
            throw a.refuse("the shape must be known; fix the input shapes");
        }
        long[] strides = orOnes(a.node.intsAttribute("strides"), axes);
        long[] dilations = orOnes(a.node.intsAttribute("dilations"), axes);
        long[] in = spatial(input, axes);
        long[] out = spatial(output, axes);
        long[] pads = a.node.intsAttribute("pads");
        String autoPad = a.node.textAttribute("auto_pad", "NOTSET");
        // A transposed convolution may give the size of its output, from which the padding follows.
        boolean fitted = autoPad.startsWith("SAME") || a.node.hasAttribute("output_shape");
        long[] before = new long[axes];
        long[] after = new long[axes];
        for (int i = 0; i < axes; i++) {
            if (fitted) {
                long total = Math.max(0, (out[i] - 1) * strides[i] + dilations[i] * (kernel[i] - 1) + 1 - in[i]);
                before[i] = autoPad.equals("SAME_UPPER") ? total / 2 : (total + 1) / 2;
                after[i] = total - before[i];
            } else if (pads != null && !autoPad.equals("VALID")) {
                before[i] = pads[i];
                after[i] = pads[i + axes];
            }
        }
        return new SlidingWindow(kernel, strides, dilations, before, after, in, out);
    }

    private static long[] orOnes(long[] values, int count) {
        return values == null ? ReshapingRules.filled(count, 1) : values;
    }

    private static long[] spatial(Shape shape, int axes) {
        long[] sizes = new long[axes];
        for (int i = 0; i < axes; i++) {
            sizes[i] = shape.dim(i + 2).size();
        }
        return sizes;
    }

    int axes() {
        return kernel.length;
    }

    /** The places within a window in reading order. */
    List<long[]> cells() {
        List<long[]> cells = new ArrayList<>();
        for (long[] cell = new long[axes()]; cell != null; cell = after(cell)) {
            cells.add(cell);
        }
        return cells;
    }

    /** The next in reading order, or null. */
    private long[] after(long[] cell) {
        long[] next = cell.clone();
        for (int axis = axes() - 1; axis >= 0; axis--) {
            if (++next[axis] < kernel[axis]) {
                return next;
            }
            next[axis] = 0;
        }
        return null;
    }

    /** The cells of one axis that the windows reach, counted from the first padded cell. */
    long reach(int axis) {
        return (out[axis] - 1) * strides[axis] + dilations[axis] * (kernel[axis] - 1) + 1;
    }

    /** Widths that cut {@link #reach} cells down, or fill them up, to the input: first all before, then all after. */
    List<long[]> crop() {
        long[] front = new long[axes() + 2];
        long[] back = new long[axes() + 2];
        for (int i = 0; i < axes(); i++) {
            front[i + 2] = -before[i];
            back[i + 2] = in[i] + before[i] - reach(i);
        }
        List<long[]> widths = new ArrayList<>();
        widths.add(front);
        widths.add(back);
        return widths;
    }

    /** Attributes of an operator that moves this window without padding. */
    Map<String, Object> unpadded(long group) {
        return Map.of("strides", strides, "dilations", dilations, "group", group);
    }
}

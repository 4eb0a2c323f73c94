package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Convolutions over any number of spatial axes, with strides, dilations, groups and padding. The gradient of the input
 * is a transposed convolution (Dumoulin and Visin 2016); the gradient of the weight is a matrix product for each cell of
 * the kernel, which the runtime computes twice as fast as the convolution with an image-sized kernel that it also is.
 */
final class ConvolutionRules {
    private ConvolutionRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("Conv", ConvolutionRules::convolution);
        rules.put("ConvTranspose", ConvolutionRules::transposed);
    }

    private static void convolution(Adjoint a) {
        long group = a.node.intAttribute("group", 1);
        SlidingWindow window = SlidingWindow.of(a, kernel(a), a.inShape(0), a.outShape(0));
        if (a.wants(0)) {
            Value full = a.g.op("ConvTranspose", window.unpadded(group), a.dy(), a.in(1));
            List<long[]> crop = window.crop();
            a.give(0, ConcatSplitPadRules.pad(a, full, crop.get(0), crop.get(1)));
        }
        if (a.wants(1)) {
            a.give(1, weightGradient(a, a.in(0), a.inShape(0), a.dy(), a.outShape(0), window, group));
        }
        giveBias(a);
    }

    /** A transposed convolution is the adjoint of a convolution, so the roles of input and output are swapped. */
    private static void transposed(Adjoint a) {
        long group = a.node.intAttribute("group", 1);
        SlidingWindow window = SlidingWindow.of(a, kernel(a), a.outShape(0), a.inShape(0));
        long[] front = new long[window.axes() + 2];
        long[] back = new long[window.axes() + 2];
        List<long[]> crop = window.crop();
        for (int i = 0; i < front.length; i++) {
            front[i] = -crop.get(0)[i];
            back[i] = -crop.get(1)[i];
        }
        if (a.wants(0)) {
            Value padded = ConcatSplitPadRules.pad(a, a.dy(), front, back);
            a.give(0, a.g.op("Conv", window.unpadded(group), padded, a.in(1)));
        }
        if (a.wants(1)) {
            a.give(1, weightGradient(a, a.dy(), a.outShape(0), a.in(0), a.inShape(0), window, group));
        }
        giveBias(a);
    }

    private static long[] kernel(Adjoint a) {
        long[] sizes = a.inShape(1).sizes();
        return Arrays.copyOfRange(sizes, 2, sizes.length);
    }

    private static void giveBias(Adjoint a) {
        if (a.wants(2)) {
            long[] axes = LongStream.range(0, a.outShape(0).rank())
                    .filter(axis -> axis != 1)
                    .toArray();
            a.give(2, a.dy().sum(false, axes));
        }
    }

    /**
     * d loss / d weight {@code [out, in/group, kernel...]} of a convolution from x {@code [batch, in, ...]} to y
     * {@code [batch, out, ...]}: for each cell of the kernel the product of dy and of what x has where that cell was.
     */
    private static Value weightGradient(
            Adjoint a, Value x, Shape xShape, Value dy, Shape yShape, SlidingWindow window, long group) {
        long in = xShape.dim(1).size() / group;
        long out = yShape.dim(1).size() / group;
        long places = Arrays.stream(window.out()).reduce(1, (product, size) -> product * size);
        List<long[]> crop = window.crop();
        long[] front = Arrays.stream(crop.get(0)).map(width -> -width).toArray();
        long[] back = Arrays.stream(crop.get(1)).map(width -> -width).toArray();
        Value padded = ConcatSplitPadRules.pad(a, x, front, back);
        Value given = dy.reshape(-1, group, out, places);
        List<Value> cells = new ArrayList<>();
        for (long[] cell : window.cells()) {
            Value seen = seenBy(a, padded, window, cell).reshape(-1, group, in, places);
            Value product = given.matMul(seen, false, true, 1).sum(false, 0);
            cells.add(product.reshape(group * out, in, 1));
        }
        Value first = cells.get(0);
        Value all = cells.size() == 1
                ? first
                : first.concat(2, cells.subList(1, cells.size()).toArray(Value[]::new));
        long[] shape = new long[window.axes() + 2];
        shape[0] = group * out;
        shape[1] = in;
        System.arraycopy(window.kernel(), 0, shape, 2, window.axes());
        return all.reshape(shape);
    }

    /** What the padded input has where a cell of the kernel was, {@code [batch, in, output's sizes]}. */
    private static Value seenBy(Adjoint a, Value padded, SlidingWindow window, long[] cell) {
        int axes = window.axes();
        long[] starts = new long[axes];
        long[] ends = new long[axes];
        boolean whole = true;
        for (int i = 0; i < axes; i++) {
            starts[i] = cell[i] * window.dilations()[i];
            ends[i] = starts[i] + (window.out()[i] - 1) * window.strides()[i] + 1;
            whole &= window.reach(i) == window.out()[i];
        }
        long[] spatial = LongStream.range(2, axes + 2L).toArray();
        return whole
                ? padded
                : a.g.op(
                        "Slice",
                        Map.of(),
                        padded,
                        a.g.ints(starts),
                        a.g.ints(ends),
                        a.g.ints(spatial),
                        a.g.ints(window.strides()));
    }
}

package dev.graft.graph.autodiff;

import dev.graft.graph.Shape;
import dev.graft.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Convolutions over any number of spatial axes, with strides, dilations, groups and padding. The gradient of the input
 * is a transposed convolution; the gradient of the weight is a convolution of input and output gradient in which batch
 * and channels change places and stride and dilation too (Dumoulin and Visin 2016).
 */
final class ConvolutionRules {
    private ConvolutionRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("Conv", ConvolutionRules::convolution);
        rules.put("ConvTranspose", ConvolutionRules::transposed);
    }

    private static void convolution(Adjoint a) {
        long group = a.node.intAttribute("group", 1);
        Window window = Window.of(a, kernel(a), a.inShape(0), a.outShape(0));
        if (a.wants(0)) {
            Value full = a.g.op("ConvTranspose", window.unpadded(group), a.dy(), a.in(1));
            List<long[]> crop = window.crop();
            a.give(0, SlicingRules.pad(a, full, crop.get(0), crop.get(1)));
        }
        if (a.wants(1)) {
            a.give(1, weightGradient(a, a.in(0), a.inShape(0), a.dy(), a.outShape(0), window, group));
        }
        giveBias(a);
    }

    /** A transposed convolution is the adjoint of a convolution, so the roles of input and output are swapped. */
    private static void transposed(Adjoint a) {
        long group = a.node.intAttribute("group", 1);
        Window window = Window.of(a, kernel(a), a.outShape(0), a.inShape(0));
        long[] front = new long[window.axes() + 2];
        long[] back = new long[window.axes() + 2];
        List<long[]> crop = window.crop();
        for (int i = 0; i < front.length; i++) {
            front[i] = -crop.get(0)[i];
            back[i] = -crop.get(1)[i];
        }
        if (a.wants(0)) {
            Value padded = SlicingRules.pad(a, a.dy(), front, back);
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
     * {@code [batch, out, ...]}.
     */
    private static Value weightGradient(
            Adjoint a, Value x, Shape xShape, Value dy, Shape yShape, Window window, long group) {
        long batch = xShape.dim(0).size();
        long in = xShape.dim(1).size();
        long out = yShape.dim(1).size();
        List<long[]> crop = window.crop();
        long[] front = Arrays.stream(crop.get(0)).map(width -> -width).toArray();
        long[] back = Arrays.stream(crop.get(1)).map(width -> -width).toArray();
        Value padded = SlicingRules.pad(a, x, front, back);
        long[] reach = LongStream.range(0, window.axes())
                .map(i -> window.reach((int) i))
                .toArray();
        // [in/group, group * batch, ...]: each group of the new convolution sums over the batch.
        Value data = regroup(padded, new long[] {batch, group, in / group}, reach, 2, 1, 0)
                .reshape(join(new long[] {in / group, group * batch}, reach));
        Value filter = regroup(dy, new long[] {batch, group, out / group}, window.out(), 1, 2, 0)
                .reshape(join(new long[] {out, batch}, window.out()));
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("strides", window.dilations());
        attributes.put("dilations", window.strides());
        attributes.put("group", group);
        Value gradient = a.g.op("Conv", attributes, data, filter);
        long[] order = LongStream.range(0, window.axes() + 2L).toArray();
        order[0] = 1;
        order[1] = 0;
        return gradient.transpose(order);
    }

    private static Value regroup(Value x, long[] leading, long[] spatial, long... order) {
        long[] permutation =
                LongStream.range(0, leading.length + spatial.length).toArray();
        System.arraycopy(order, 0, permutation, 0, order.length);
        return x.reshape(join(leading, spatial)).transpose(permutation);
    }

    private static long[] join(long[] first, long[] second) {
        long[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}

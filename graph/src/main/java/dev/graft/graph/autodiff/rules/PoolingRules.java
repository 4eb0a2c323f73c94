package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Pooling over windows or whole images {@code [batch, channels, ...]}. */
final class PoolingRules {
    private PoolingRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("GlobalAveragePool", PoolingRules::globalAverage);
        rules.put("GlobalMaxPool", PoolingRules::globalMax);
        rules.put("AveragePool", PoolingRules::average);
        rules.put("MaxPool", PoolingRules::max);
    }

    private static void globalAverage(Adjoint a) {
        Shape shape = requireStatic(a);
        double cells = (double) shape.elementCount()
                / (shape.dim(0).size() * shape.dim(1).size());
        a.give(0, a.dy().multiply(1 / cells).expand(a.g.ints(shape.sizes())));
    }

    private static void globalMax(Adjoint a) {
        long[] axes = LongStream.range(2, a.inShape(0).rank()).toArray();
        Value chosen = a.in(0).equal(a.out()).cast(a.element());
        a.give(0, chosen.multiply(a.dy().divide(chosen.sum(true, axes))));
    }

    private static Shape requireStatic(Adjoint a) {
        if (!a.inShape(0).isStatic()) {
            throw a.refuse("the shape must be known; fix the input shapes");
        }
        return a.inShape(0);
    }

    /** Each output hands an equal part to every cell of its window, channel by channel. */
    private static void average(Adjoint a) {
        Shape shape = requireStatic(a);
        SlidingWindow window = SlidingWindow.of(a, a.node.intsAttribute("kernel_shape"), shape, a.outShape(0));
        long channels = shape.dim(1).size();
        long[] filter = new long[window.axes() + 2];
        filter[0] = channels;
        filter[1] = 1;
        System.arraycopy(window.kernel(), 0, filter, 2, window.axes());
        Value ones = a.scalar(1).expand(a.g.ints(filter));
        List<long[]> crop = window.crop();
        Value share = a.dy().divide(cellsPerWindow(a, window));
        Value full = a.g.op("ConvTranspose", window.unpadded(channels), share, ones);
        a.give(0, ConcatSplitPadRules.pad(a, full, crop.get(0), crop.get(1)));
    }

    /** The number of cells that each window averages, {@code [1, 1, ...]}. */
    private static Value cellsPerWindow(Adjoint a, SlidingWindow window) {
        boolean countPadding = a.node.intAttribute("count_include_pad", 0) != 0;
        long[] front = new long[window.axes() + 2];
        long[] back = new long[window.axes() + 2];
        long[] cells = ReshapingRules.filled(window.axes() + 2, 1);
        for (int i = 0; i < window.axes(); i++) {
            // Padding that counts is part of the image; what a rounded-up window reaches beyond it never counts.
            long padded = countPadding ? window.before()[i] + window.after()[i] : 0;
            cells[i + 2] = window.in()[i] + padded;
            front[i + 2] = countPadding ? 0 : window.before()[i];
            back[i + 2] = window.reach(i) - cells[i + 2] - front[i + 2];
        }
        Value image = ConcatSplitPadRules.pad(a, a.scalar(1).expand(a.g.ints(cells)), front, back);
        long[] filter = ReshapingRules.filled(window.axes() + 2, 1);
        System.arraycopy(window.kernel(), 0, filter, 2, window.axes());
        return a.g.op("Conv", window.unpadded(1), image, a.scalar(1).expand(a.g.ints(filter)));
    }

    /** The operator itself tells which cell won; windows may overlap, so the parts are added. */
    private static void max(Adjoint a) {
        Shape shape = requireStatic(a);
        if (a.node.intAttribute("storage_order", 0) != 0) {
            throw a.refuse("column-major indices are not supported");
        }
        Value winners = a.node.hasOutput(1)
                ? a.value(a.node.outputs().get(1))
                : a.g.extraOutput(a.node.outputs().get(0), 1, ElementType.INT64);
        Value zeros = a.scalar(0).expand(a.g.ints(shape.elementCount()));
        Value sum = a.g.op(
                "ScatterElements",
                Map.of("axis", 0, "reduction", "add"),
                zeros,
                winners.reshape(-1),
                a.dy().reshape(-1));
        a.give(0, ReshapingRules.likeInput(a, sum, 0));
    }
}

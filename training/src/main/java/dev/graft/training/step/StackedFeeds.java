package dev.graft.training.step;

import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is fed for several micro-batches, one behind the other along a first axis. */
final class StackedFeeds {
    private final int count;
    private final Map<String, Tensor> stacked = new LinkedHashMap<>();

    /** @param count of the micro-batches */
    StackedFeeds(int count) {
        this.count = count;
    }

    /** The shapes of one micro-batch's part of each input. */
    Map<String, long[]> shapesOfOne(Map<String, long[]> inputs) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        inputs.forEach((name, shape) -> {
            if (shape.length > 0) {
                shapes.put(name, Arrays.copyOfRange(shape, 1, shape.length));
            }
        });
        return shapes;
    }

    /** Takes a copy of what is fed for one micro-batch. */
    void put(int index, Map<String, Tensor> feeds) {
        feeds.forEach((name, feed) -> {
            ByteBuffer bytes = feed.bytes();
            int size = bytes.remaining();
            stacked.computeIfAbsent(name, absent -> Tensor.allocate(feed.type(), stackedShape(feed)))
                    .bytes()
                    .position(index * size)
                    .put(bytes);
        });
    }

    private long[] stackedShape(Tensor feed) {
        long[] shape = new long[feed.rank() + 1];
        shape[0] = count;
        System.arraycopy(feed.shape(), 0, shape, 1, feed.rank());
        return shape;
    }

    /** All of it, {@code [micro-batches, ...]} by input. */
    Map<String, Tensor> stacked() {
        return stacked;
    }
}

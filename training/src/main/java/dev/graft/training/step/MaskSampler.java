package dev.graft.training.step;

import dev.graft.graph.rewrite.DropoutMasks;
import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Draws the masks of dropout. What is dropped of a sample follows from the seed, the step, the sample's place in the
 * step's batch and the place in the network, not from what was drawn before nor from the size of micro-batches.
 */
public final class MaskSampler {
    /** Keeps these random numbers apart from others that are drawn by seed and step. */
    private static final long DROPOUT = 0x64726F706F757473L;

    private final long seed;
    private final Map<String, Tensor> masks = new HashMap<>();

    public MaskSampler(long seed) {
        this.seed = seed;
    }

    /**
     * The masks among the inputs of a graph by name, drawn for a step; they are overwritten by the next call.
     *
     * @param inputs shapes of the graph's inputs by name
     * @param first the place in the step's batch of the first sample that the graph sees
     */
    public Map<String, Tensor> draw(long step, int first, Map<String, long[]> inputs) {
        long stream = SplitMix64.of(seed ^ DROPOUT, step).next();
        Map<String, Tensor> drawn = new LinkedHashMap<>();
        inputs.forEach((name, shape) -> DropoutMasks.rate(name).ifPresent(rate -> {
            Tensor mask = masks.compute(
                    name,
                    (key, last) -> last != null && Arrays.equals(last.shape(), shape)
                            ? last
                            : Tensor.allocate(ElementType.FLOAT, shape));
            draw(mask, rate, stream ^ name.hashCode(), first);
            drawn.put(name, mask);
        }));
        return drawn;
    }

    private static void draw(Tensor mask, double rate, long stream, int first) {
        FloatBuffer into = mask.floats();
        int rows = (int) mask.dim(0);
        int count = into.remaining() / Math.max(1, rows);
        for (int row = 0; row < rows; row++) {
            draw(into, count, rate, SplitMix64.of(stream, first + row));
        }
    }

    /** Two elements of each number, since drawing takes longer than writing. */
    private static void draw(FloatBuffer into, int count, double rate, SplitMix64 random) {
        long dropped = Math.round(rate * 0x1p32);
        float[] values = {0, (float) (1 / (1 - rate))};
        for (int i = 0; i < count; i += 2) {
            long bits = random.next();
            into.put(values[(bits >>> 32) < dropped ? 0 : 1]);
            if (i + 1 < count) {
                into.put(values[(bits & 0xFFFFFFFFL) < dropped ? 0 : 1]);
            }
        }
    }
}

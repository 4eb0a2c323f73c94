package dev.graft.training.order;

import dev.graft.models.data.sampling.EpochOrder;
import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.training.step.TrainingSample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The samples of one source, epoch after epoch, each in an order of its own that the seed alone decides, or all in that of the data. */
final class SourceOrder {
    /** Batches among which samples of like length are sought, as in the Trainer of Hugging Face. */
    private static final int BATCHES = 50;

    private final List<TrainingSample> samples;
    private final long seed;
    private final int batch;
    private final boolean shuffled;
    private final boolean byLength;
    private long cachedEpoch = -1;
    private int[] cached = {};

    /**
     * @param shuffled whether each epoch has an order of its own
     * @param byLength whether samples of like length stand together, so many as a batch has
     */
    SourceOrder(List<TrainingSample> samples, long seed, int batch, boolean shuffled, boolean byLength) {
        this.samples = samples;
        this.seed = seed;
        this.batch = batch;
        this.shuffled = shuffled;
        this.byLength = byLength;
    }

    /** @param position from 0, over all epochs */
    TrainingSample at(long position) {
        if (!shuffled) {
            return samples.get((int) (position % samples.size()));
        }
        long epoch = position / samples.size();
        if (epoch != cachedEpoch) {
            int[] order = EpochOrder.of(seed, epoch, samples.size());
            cached = byLength ? grouped(order, epoch) : order;
            cachedEpoch = epoch;
        }
        return samples.get(cached[(int) (position % samples.size())]);
    }

    /** Sorts stretches of the order by length, and shuffles the batches that come out. */
    private int[] grouped(int[] order, long epoch) {
        int[] grouped = new int[order.length];
        int into = 0;
        int stretch = Math.multiplyExact(batch, BATCHES);
        for (int from = 0; from < order.length; from += stretch) {
            List<Integer> sorted = new ArrayList<>();
            for (int i = from; i < Math.min(order.length, from + stretch); i++) {
                sorted.add(order[i]);
            }
            sorted.sort(Comparator.comparingInt(i -> -samples.get(i).row().length()));
            int batches = (sorted.size() + batch - 1) / batch;
            long seeded = SplitMix64.of(seed, epoch).next() + from;
            for (int chosen : EpochOrder.of(seeded, epoch, batches)) {
                for (int i = chosen * batch; i < Math.min(sorted.size(), (chosen + 1) * batch); i++) {
                    grouped[into++] = sorted.get(i);
                }
            }
        }
        return grouped;
    }
}

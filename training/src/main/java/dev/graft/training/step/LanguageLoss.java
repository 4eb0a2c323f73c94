package dev.graft.training.step;

import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The mean cross-entropy of target tokens, gathered from micro-batches. */
public final class LanguageLoss implements BatchLoss {
    private final TrainingStep step;
    private final Batcher batcher;
    private final int microBatch;
    /** Micro-batches that are computed in one run of the runtime; 0 before it is known. */
    private int inOneRun;

    /** @param step is closed with this */
    public LanguageLoss(TrainingStep step, Batcher batcher, int microBatch) {
        this(step, batcher, microBatch, 0);
    }

    /** @param inOneRun micro-batches that are computed in one run of the runtime */
    LanguageLoss(TrainingStep step, Batcher batcher, int microBatch, int inOneRun) {
        this.step = step;
        this.batcher = batcher;
        this.microBatch = microBatch;
        this.inOneRun = inOneRun;
    }

    @Override
    public Map<String, Double> accumulate(long number, List<TrainingSample> samples, Map<String, Tensor> trained) {
        double weight = 1.0 / TrainingSample.targets(samples);
        step.reset();
        double loss = 0;
        int images = 0;
        List<List<TrainingSample>> parts = parts(samples, microBatch);
        int together = parts.size() > 1 ? inOneRun(parts.get(0)) : 1;
        boolean repeats = together > 1;
        for (List<List<TrainingSample>> run : parts(parts, together)) {
            int[] first = new int[run.size()];
            for (int i = 0; i < first.length; i++) {
                first[i] = images;
                images += ImageSlots.tiles(run.get(i));
            }
            List<MicroBatch> batches = batcher.batches(run);
            float[] losses = repeats
                    ? step.accumulateInOneRun(batches, weight, trained, number, first)
                    : new float[] {(float) step.accumulate(batches.get(0), weight, trained, number, first[0])};
            for (int i = 0; i < first.length; i++) {
                loss += losses[i];
                if (!Double.isFinite(loss)) {
                    throw NonFiniteLossException.at(number, loss, Double.NaN, run.get(i));
                }
            }
        }
        return Map.of(LOSS, loss);
    }

    private int inOneRun(List<TrainingSample> part) {
        if (inOneRun == 0) {
            inOneRun = step.inOneRun(batcher.bytes(), batcher.batch(part));
        }
        return inOneRun;
    }

    private static <T> List<List<T>> parts(List<T> all, int size) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            parts.add(all.subList(from, Math.min(from + size, all.size())));
        }
        return parts;
    }

    /** Target tokens. */
    @Override
    public long terms(List<TrainingSample> samples) {
        return TrainingSample.targets(samples);
    }

    @Override
    public Map<String, Tensor> gradients() {
        return step.gradients();
    }

    @Override
    public Map<String, Tensor> weights(Map<String, Tensor> trained) {
        return step.weights(trained);
    }

    @Override
    public Map<String, Double> mean(List<TrainingSample> samples, Map<String, Tensor> weights) {
        double weight = 1.0 / TrainingSample.targets(samples);
        double loss = 0;
        for (List<TrainingSample> part : parts(samples, microBatch)) {
            loss += step.loss(batcher.batch(part), weight, weights);
        }
        return Map.of(LOSS, loss);
    }

    @Override
    public void close() {
        step.close();
    }
}

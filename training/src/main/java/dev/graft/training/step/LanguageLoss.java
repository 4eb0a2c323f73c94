package dev.graft.training.step;

import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.Map;

/** The mean cross-entropy of target tokens, gathered from micro-batches. */
public final class LanguageLoss implements BatchLoss {
    private final TrainingStep step;
    private final Batcher batcher;
    private final int microBatch;

    /** @param step is closed with this */
    public LanguageLoss(TrainingStep step, Batcher batcher, int microBatch) {
        this.step = step;
        this.batcher = batcher;
        this.microBatch = microBatch;
    }

    @Override
    public Map<String, Double> accumulate(long number, List<TrainingSample> samples, Map<String, Tensor> trained) {
        double weight = 1.0 / TrainingSample.targets(samples);
        step.reset();
        double loss = 0;
        int images = 0;
        for (int from = 0; from < samples.size(); from += microBatch) {
            List<TrainingSample> part = samples.subList(from, Math.min(from + microBatch, samples.size()));
            loss += step.accumulate(batcher.batch(part), weight, trained, number, images);
            images += ImageSlots.images(part).length;
            if (!Double.isFinite(loss)) {
                throw NonFiniteLossException.at(number, loss, Double.NaN, part);
            }
        }
        return Map.of(LOSS, loss);
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
        for (int from = 0; from < samples.size(); from += microBatch) {
            List<TrainingSample> part = samples.subList(from, Math.min(from + microBatch, samples.size()));
            loss += step.loss(batcher.batch(part), weight, weights);
        }
        return Map.of(LOSS, loss);
    }

    @Override
    public void close() {
        step.close();
    }
}

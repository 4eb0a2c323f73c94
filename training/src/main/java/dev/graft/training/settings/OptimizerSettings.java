package dev.graft.training.settings;

import dev.graft.tensors.Range;
import dev.graft.training.optimizer.AdamWConfig;

/** The constants of AdamW. */
public record OptimizerSettings(
        @Setting(value = "peak of the learning rate", range = Range.POSITIVE)
        double learningRate,

        @Setting(value = "decay of the mean of the gradients", range = Range.BELOW_ONE)
        double beta1,

        @Setting(value = "decay of the mean of their squares", range = Range.BELOW_ONE)
        double beta2,

        @Setting(value = "added to the root of the mean of squares", range = Range.POSITIVE)
        double epsilon,

        @Setting(
                value = "decay of matrices per unit of learning rate; other weights have none",
                range = Range.NOT_NEGATIVE)
        double weightDecay,

        @Setting(value = "largest global norm of the gradients; 0 for no limit", range = Range.NOT_NEGATIVE)
        double clipNorm) {
    static final OptimizerSettings DEFAULTS = new OptimizerSettings(1e-3, 0.9, 0.999, 1e-8, 0, 1);

    /** All but the learning rate, which the steps give. */
    public AdamWConfig adamW() {
        return new AdamWConfig(beta1, beta2, epsilon, weightDecay, clipNorm);
    }
}

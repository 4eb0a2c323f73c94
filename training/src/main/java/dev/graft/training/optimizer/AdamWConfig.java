package dev.graft.training.optimizer;

import dev.graft.tensors.InvalidInputException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The constants of the optimiser {@link AdamW}: decay rates, weight decay, clipping.
 *
 * @param beta1 decay of the mean of the gradients, in [0, 1)
 * @param beta2 decay of the mean of their squares, in [0, 1)
 * @param epsilon added to the denominator, positive
 * @param weightDecay decay per unit of learning rate of the parameters with two axes or more; vectors, biases and
 *     scalars have none
 * @param clipNorm the largest norm of all gradients together; longer ones are scaled down to it. 0 for no limit
 * @param weightDecays the decay of single parameters by name, in place of the rule above
 */
public record AdamWConfig(
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        double clipNorm,
        Map<String, Double> weightDecays) {
    public AdamWConfig {
        requireBeta("beta1", beta1);
        requireBeta("beta2", beta2);
        if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
            throw new InvalidInputException("epsilon must be positive, found " + epsilon);
        }
        requireNonNegative("weightDecay", weightDecay);
        requireNonNegative("clipNorm", clipNorm);
        weightDecays.forEach((name, decay) -> requireNonNegative("the weight decay of '" + name + "'", decay));
        weightDecays = Collections.unmodifiableMap(new TreeMap<>(weightDecays));
    }

    public AdamWConfig(double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) {
        this(beta1, beta2, epsilon, weightDecay, clipNorm, Map.of());
    }

    /** This configuration with the decay of one parameter set apart. */
    public AdamWConfig withWeightDecay(String parameter, double decay) {
        Map<String, Double> decays = new TreeMap<>(weightDecays);
        decays.put(parameter, decay);
        return new AdamWConfig(beta1, beta2, epsilon, weightDecay, clipNorm, decays);
    }

    /** The decay of a parameter with a number of axes. */
    double weightDecayOf(String parameter, int rank) {
        return weightDecays.getOrDefault(parameter, rank >= 2 ? weightDecay : 0);
    }

    private static void requireBeta(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new InvalidInputException(name + " must lie in [0, 1), found " + value);
        }
    }

    private static void requireNonNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new InvalidInputException(name + " must be 0 or more, found " + value);
        }
    }
}

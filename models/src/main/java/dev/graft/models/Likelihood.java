package dev.graft.models;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How likely a text is after a prompt.
 *
 * @param logProbability natural logarithm of the probability of the whole text with its end
 * @param tokens how many tokens that are
 */
public record Likelihood(double logProbability, int tokens) {
    static Likelihood of(double[] tokens) {
        return new Likelihood(Arrays.stream(tokens).sum(), tokens.length);
    }

    /** The place of the greatest by a measure, the first of equals. */
    public static int best(List<Likelihood> likelihoods, ToDoubleFunction<Likelihood> measure) {
        int best = 0;
        for (int i = 1; i < likelihoods.size(); i++) {
            if (measure.applyAsDouble(likelihoods.get(i)) > measure.applyAsDouble(likelihoods.get(best))) {
                best = i;
            }
        }
        return best;
    }

    /** The mean over the tokens, with which long texts are not at a disadvantage (Brown et al. 2020). */
    public double perToken() {
        return tokens == 0 ? 0 : logProbability / tokens;
    }
}

package dev.graft.models;

import java.util.Arrays;

/** Classification by a generative model: {@code p(c|x) = p(c) p(x|c) / Σ p(c') p(x|c')}. */
public final class Bayes {
    private final double[] logPriors;

    private Bayes(double[] logPriors) {
        this.logPriors = logPriors;
    }

    /** All classes equally likely before anything is seen. */
    public static Bayes uniform(int classes) {
        double[] priors = new double[classes];
        Arrays.fill(priors, 1);
        return withPriors(priors);
    }

    /**
     * With what is known of the classes before.
     *
     * @param priors of each class, not negative and not all zero; they need not sum to one
     */
    public static Bayes withPriors(double... priors) {
        double sum = Arrays.stream(priors).sum();
        if (!(sum > 0) || !Double.isFinite(sum) || Arrays.stream(priors).anyMatch(prior -> prior < 0)) {
            throw new IllegalArgumentException(
                    "priors must be 0 or more and not all 0, found " + Arrays.toString(priors));
        }
        return new Bayes(
                Arrays.stream(priors).map(prior -> Math.log(prior / sum)).toArray());
    }

    /**
     * How probable each class is.
     *
     * @param logLikelihoods {@code log p(x|c)} of each class
     * @return sums to one
     */
    public double[] posterior(double... logLikelihoods) {
        if (logLikelihoods.length != logPriors.length) {
            throw new IllegalArgumentException(
                    logPriors.length + " classes, but " + logLikelihoods.length + " likelihoods");
        }
        double[] joint = new double[logPriors.length];
        Arrays.setAll(joint, c -> logPriors[c] + logLikelihoods[c]);
        double top = Arrays.stream(joint).max().orElseThrow();
        if (top == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "no class can have given what was seen: " + Arrays.toString(logLikelihoods));
        }
        double[] weights =
                Arrays.stream(joint).map(value -> Math.exp(value - top)).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }
}

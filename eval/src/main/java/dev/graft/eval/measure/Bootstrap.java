package dev.graft.eval.measure;

import java.util.Arrays;

/**
 * An interval by random draws of images, bias-corrected and accelerated (BCa; Efron 1987): its ends are those quantiles of the
 * draws that the true value lies between in 95 % of all cases, also where the draws lean to one side. Draws of few images vary
 * less than data sets do; so the quantiles are as far out as Student's t is farther than the normal distribution (Hesterberg
 * 2015, arXiv 1411.5279).
 *
 * @param draws the values of the draws, in ascending order
 * @param value that of all images
 * @param without the value without each of the images, at least two
 */
record Bootstrap(double[] draws, double value, double[] without) {
    private static final double ROUNDING = 1e-12;

    double low() {
        return end(-1);
    }

    double high() {
        return end(1);
    }

    private double end(int side) {
        double images = without.length;
        double far = new StudentT(without.length - 1).quantile(Interval.LEVEL) * Math.sqrt(images / (images - 1));
        double bias = bias();
        double moved = bias + side * far;
        double denominator = 1 - acceleration() * moved;
        // Where the formula has its pole, the end is beyond all draws.
        double corrected = denominator > 0 ? bias + moved / denominator : side * Double.MAX_VALUE;
        return quantile(Normal.below(corrected));
    }

    /** Where the value lies among the draws, as a value of the normal distribution; of equal draws half are below it. */
    private double bias() {
        double below = 0;
        for (double draw : draws) {
            below += draw < value - ROUNDING ? 1 : draw <= value + ROUNDING ? 0.5 : 0;
        }
        double least = 1.0 / draws.length;
        return Normal.quantile(Math.max(least, Math.min(1 - least, below / draws.length)));
    }

    /** The skewness of what the value owes to each image, by a sixth. */
    private double acceleration() {
        double mean = Arrays.stream(without).average().orElseThrow();
        double squares = 0;
        double cubes = 0;
        for (double one : without) {
            squares += (mean - one) * (mean - one);
            cubes += (mean - one) * (mean - one) * (mean - one);
        }
        return squares == 0 ? 0 : cubes / (6 * squares * Math.sqrt(squares));
    }

    /** Between the two nearest of the draws, as NumPy's {@code quantile} finds it. */
    private double quantile(double share) {
        double place = share * (draws.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, draws.length - 1);
        return draws[below] + (place - below) * (draws[above] - draws[below]);
    }
}

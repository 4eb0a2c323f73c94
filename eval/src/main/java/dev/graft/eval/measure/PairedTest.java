package dev.graft.eval.measure;

import dev.graft.models.data.sampling.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A test of whether two models that answered the same questions differ by more than chance. */
public enum PairedTest {
    /**
     * McNemar's (1947), exact: of the questions that one model alone answers rightly, each would be either's with probability
     * 1/2 if they were equally good. For answers that are right or wrong, each about an image of its own.
     */
    MCNEMAR,

    /**
     * The permutation test: if the models were equally good, it would be chance which of them gave which of the two answers to
     * the questions about an image. The answers are swapped image by image in all ways, or in 10,000 random ones where there
     * are more; p is the share of ways in which the models differ at least as much (Fisher 1935; Noreen 1989).
     */
    PERMUTATION;

    private static final int SWAPS = 10_000;
    private static final int EXACT = 13;
    private static final long SEED = 1;

    /** Differences that only rounding makes count as equal. */
    private static final double ROUNDING = 1e-12;

    /** The test that suits a metric on some images. */
    public static PairedTest of(Measurement first, Measurement second, Resampling images) {
        return images.isIndependent() && first.isBinary() && second.isBinary() && first.hasSameWeights(second)
                ? MCNEMAR
                : PERMUTATION;
    }

    /** The probability of a difference at least as great, in either direction, between equally good models. */
    public double p(Measurement first, Measurement second, Resampling images) {
        return this == MCNEMAR ? mcNemar(first, second) : permutation(first, second, images);
    }

    private static double mcNemar(Measurement first, Measurement second) {
        int gained = 0;
        int lost = 0;
        for (int i = 0; i < first.size(); i++) {
            gained += second.score(i) > first.score(i) ? 1 : 0;
            lost += second.score(i) < first.score(i) ? 1 : 0;
        }
        return twoSided(gained, lost);
    }

    /** Twice the probability of at most the smaller of two numbers in as many throws of a coin as both are. */
    static double twoSided(int heads, int tails) {
        int throwsOfCoin = heads + tails;
        double log = -throwsOfCoin * Math.log(2);
        double sum = Math.exp(log);
        for (int i = 1; i <= Math.min(heads, tails); i++) {
            log += Math.log(throwsOfCoin - i + 1.0) - Math.log(i);
            sum += Math.exp(log);
        }
        return Math.min(1, 2 * sum);
    }

    private static double permutation(Measurement first, Measurement second, Resampling images) {
        double[][] mine = images.sums(first);
        double[][] theirs = images.sums(second);
        double[] base = new double[2 * first.width()];
        List<double[]> swaps = new ArrayList<>();
        for (int image = 0; image < mine.length; image++) {
            double[] moved = new double[base.length];
            for (int part = 0; part < mine[image].length; part++) {
                int other = mine[image].length + part;
                base[part] += mine[image][part];
                base[other] += theirs[image][part];
                moved[part] = theirs[image][part] - mine[image][part];
                moved[other] = -moved[part];
            }
            if (!Arrays.equals(mine[image], theirs[image])) {
                swaps.add(moved);
            }
        }
        double seen = difference(first, base) - ROUNDING;
        if (swaps.size() <= EXACT) {
            int ways = 1 << swaps.size();
            int as = 0;
            for (int way = 0; way < ways; way++) {
                int chosen = way;
                as += difference(first, swapped(base, swaps, image -> (chosen >> image & 1) == 1)) >= seen ? 1 : 0;
            }
            return (double) as / ways;
        }
        SplitMix64 random = SplitMix64.of(SEED, 0);
        int as = 1; // the way it was is one of them
        for (int way = 1; way < SWAPS; way++) {
            as += difference(first, swapped(base, swaps, image -> random.next() < 0)) >= seen ? 1 : 0;
        }
        return (double) as / SWAPS;
    }

    /** Whether the answers about an image change places. */
    @FunctionalInterface
    private interface Swap {
        boolean of(int image);
    }

    private static double[] swapped(double[] base, List<double[]> swaps, Swap swap) {
        double[] sums = base.clone();
        for (int image = 0; image < swaps.size(); image++) {
            if (swap.of(image)) {
                double[] moved = swaps.get(image);
                for (int part = 0; part < sums.length; part++) {
                    sums[part] += moved[part];
                }
            }
        }
        return sums;
    }

    private static double difference(Measurement metric, double[] sums) {
        int width = metric.width();
        return Math.abs(
                metric.value(Arrays.copyOfRange(sums, width, 2 * width)) - metric.value(Arrays.copyOf(sums, width)));
    }
}

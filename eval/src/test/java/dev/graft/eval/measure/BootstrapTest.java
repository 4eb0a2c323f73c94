package dev.graft.eval.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    /** Expected by SciPy's {@code norm.cdf} and {@code norm.ppf}. */
    @Test
    void theNormalDistributionIsThatOfSciPy() {
        assertEquals(0.9031995154143897, Normal.below(1.3), 1e-15);
        assertEquals(0.00010779973347738823, Normal.below(-3.7), 1e-15);
        assertEquals(0, Normal.below(-Double.MAX_VALUE));
        assertEquals(-3.2905267314918945, Normal.quantile(0.0005), 1e-9);
    }

    /** Expected by the formula in NumPy, with SciPy's distributions. */
    @Test
    void endsAreQuantilesOfTheDraws() {
        double[] draws = IntStream.range(0, 21).mapToDouble(i -> i * i / 400.0).toArray();
        Bootstrap bootstrap = new Bootstrap(draws, 0.2, new double[] {0.1, 0.15, 0.22, 0.3, 0.2});
        assertEquals(7.208285383561682e-06, bootstrap.low(), 1e-9);
        assertEquals(0.9916030139564233, bootstrap.high(), 1e-9);
    }

    /** Expected by SciPy's {@code bootstrap} with BCa at the level for Student's t; the mean of ten times 20,000 draws. */
    @Test
    void isThatOfSciPyForScoresThatLeanToOneSide() {
        double[][] parts = IntStream.range(0, 60)
                .mapToObj(i -> new double[] {Math.pow(i / 59.0, 4), 1})
                .toArray(double[][]::new);
        Resampling images = Resampling.byGroup(IntStream.range(0, 60).boxed().toList());
        Interval interval = images.interval(Measurement.ofSet(parts, sums -> sums[0] / sums[1]))
                .orElseThrow();
        double error = 0.0358;
        assertEquals(0.14257, interval.low(), 0.1 * error);
        assertEquals(0.28802, interval.high(), 0.1 * error);
        assertTrue(0.5 * (interval.low() + interval.high()) > 0.2051 + 0.2 * error, "percentiles lie about the mean");
    }

    /** What does not vary has no interval, and what three images say is wide. */
    @Test
    void fewAndEqual() {
        Resampling three = Resampling.byGroup(IntStream.range(0, 3).boxed().toList());
        Measurement scores = Measurement.scores(1, 0, 1);
        assertTrue(three.interval(scores.lessThan(scores)).isEmpty());
        Interval interval =
                three.interval(scores.lessThan(Measurement.scores(1, 1, 1))).orElseThrow();
        assertEquals(0, interval.low());
        assertEquals(1, interval.high());
    }
}

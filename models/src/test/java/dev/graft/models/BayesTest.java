package dev.graft.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BayesTest {
    /** A rare illness and a test that is right in nine of ten cases: 0.01 * 0.9 / (0.01 * 0.9 + 0.99 * 0.1) = 1 / 12. */
    @Test
    void priorsCount() {
        double[] posterior = Bayes.withPriors(1, 99).posterior(Math.log(0.9), Math.log(0.1));
        assertArrayEquals(new double[] {1.0 / 12, 11.0 / 12}, posterior, 1e-12);
    }

    @Test
    void likelihoodsOfLongTextsDoNotVanish() {
        double[] posterior = Bayes.uniform(3).posterior(-5000, -5000 + Math.log(3), Double.NEGATIVE_INFINITY);
        assertArrayEquals(new double[] {0.25, 0.75, 0}, posterior, 1e-12);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Bayes.withPriors(0, 0));
        assertThrows(IllegalArgumentException.class, () -> Bayes.withPriors(1, -1));
        assertThrows(IllegalArgumentException.class, () -> Bayes.uniform(2).posterior(-1));
        assertThrows(
                IllegalArgumentException.class, () -> Bayes.withPriors(1, 0).posterior(Double.NEGATIVE_INFINITY, -1));
    }
}

package dev.graft.eval.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final double[] PROBABILITIES = {
        0, 0.03, 0.1, 1 / 15.0, 0.2, 0.25, 0.33, 0.4, 0.4, 0.51, 0.6, 0.72, 0.8, 0.88, 0.93, 0.97, 1, 0.999
    };
    private static final double[] SCORES = {0, 1, 0, 0, 0.3, 0, 1, 0, 0.6, 1, 1, 0, 1, 1, 0.9, 1, 1, 1};

    /** Expected by NumPy from the definitions. */
    @Test
    void agreesWithTheDefinitions() {
        Calibration calibration = Calibration.of(PROBABILITIES, SCORES);
        assertEquals(0.2307962962962963, calibration.error(), 1e-12);
        assertEquals(0.20820370370370367, calibration.adaptiveError(), 1e-12);
        assertEquals(0.14730252469135804, calibration.brier(), 1e-12);
        assertEquals(
                18,
                calibration.bins().stream().mapToLong(Calibration.Bin::count).sum());
        // The upper end of a bin is in it, and so is nothing.
        assertEquals(3, calibration.bins().get(0).count());
    }

    @Test
    void certaintyThatIsRightIsPerfect() {
        Calibration calibration = Calibration.of(new double[] {1, 0, 1}, new double[] {1, 0, 1});
        assertEquals(0, calibration.error());
        assertEquals(0, calibration.brier());
        assertEquals(1, Calibration.of(new double[] {1, 1}, new double[] {0, 0}).error());
    }

    @Test
    void refusesWhatIsNoProbability() {
        assertThrows(IllegalArgumentException.class, () -> Calibration.of(new double[] {1.1}, new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> Calibration.of(new double[] {Double.NaN}, new double[] {1}));
    }
}

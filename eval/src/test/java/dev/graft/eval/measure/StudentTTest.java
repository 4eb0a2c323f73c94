package dev.graft.eval.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {
    /** Expected by SciPy's {@code t.ppf(0.975, degrees)} and {@code 2 * t.sf(2.5, degrees)}. */
    @ParameterizedTest
    @CsvSource({
        "1, 12.706204736174694, 0.24223788318168682",
        "2, 4.302652729749462, 0.12961172022151082",
        "3, 3.1824463052837078, 0.08770664700806556",
        "4, 2.7764451051977934, 0.06676654481198814",
        "9, 2.262157162798205, 0.033861827682985735",
        "30, 2.0422724563012378, 0.01811564906806669",
        "199, 1.9719565442517533, 0.013227259966507704"
    })
    void isThatOfSciPy(int degrees, double quantile, double beyond) {
        StudentT t = new StudentT(degrees);
        assertEquals(quantile, t.quantile(0.95), 1e-10 * quantile);
        assertEquals(beyond, t.beyond(-2.5), 1e-12);
        assertEquals(0, t.beyond(Double.POSITIVE_INFINITY));
        assertEquals(1, t.beyond(0));
    }

    @Test
    void oneMeasurementTellsNothing() {
        assertThrows(IllegalArgumentException.class, () -> new StudentT(0));
        assertThrows(IllegalArgumentException.class, () -> new StudentT(1).quantile(1));
    }
}

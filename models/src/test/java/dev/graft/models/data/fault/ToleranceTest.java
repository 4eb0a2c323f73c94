package dev.graft.models.data.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToleranceTest {
    @ParameterizedTest
    @CsvSource({
        "STOP, 0,      5, true",
        "STOP, 1, 999999, false",
        "FEW,  0,      5, true",
        "FEW,  1,   9998, false",
        "FEW,  1,   9999, true",
        "FEW,  100, 9900, true",
        "FEW,  101, 9899, false",
        "SKIP, 5,      0, true",
    })
    void acceptsFaultsAsItIsSet(BadData bad, int faulty, int usable, boolean accepted) {
        assertEquals(accepted, accepts(new Tolerance(bad, LongSamples.STOP), FaultKind.FIELD, faulty, usable));
    }

    @ParameterizedTest
    @CsvSource({"STOP, false", "CUT, true", "SKIP, true"})
    void samplesThatAreTooLongHaveASettingOfTheirOwn(LongSamples longs, boolean accepted) {
        assertEquals(accepted, accepts(new Tolerance(BadData.STOP, longs), FaultKind.OVERLONG, 3, 5));
        assertTrue(accepts(new Tolerance(BadData.STOP, longs), FaultKind.OVERLONG, 0, 5));
    }

    @Test
    void aFileThatBreaksOffIsNeverUsed() {
        assertEquals(
                false, accepts(new Tolerance(BadData.SKIP, LongSamples.SKIP), FaultKind.BROKEN_FILE, 1, 1_000_000));
    }

    @Test
    void samplesWithoutAnImageAreOnlyCounted() {
        assertTrue(accepts(new Tolerance(BadData.STOP, LongSamples.STOP), FaultKind.NO_IMAGE, 5, 1));
    }

    @Test
    void theMessageHasAllKindsAndWhatToDo() {
        FaultReport faults = new FaultReport();
        for (int i = 1; i <= 12; i++) {
            faults.add(new Fault(FaultKind.MISSING_IMAGE, "a.jsonl:" + i, "image '" + i + ".png' is not there"));
        }
        faults.add(new Fault(FaultKind.OVERLONG, "a.jsonl:20", "takes 3000 tokens"));
        ModelFileException refused =
                assertThrows(ModelFileException.class, () -> Tolerance.DEFAULT.require("a.jsonl", faults, 87));
        assertEquals("""
                [a.jsonl] 13 of 100 samples cannot be used:
                missing image: 12 (put the file there, or say by --images where the images lie)
                  [a.jsonl:1] image '1.png' is not there
                  [a.jsonl:2] image '2.png' is not there
                  [a.jsonl:3] image '3.png' is not there
                  [a.jsonl:4] image '4.png' is not there
                  [a.jsonl:5] image '5.png' is not there
                  [a.jsonl:6] image '6.png' is not there
                  [a.jsonl:7] image '7.png' is not there
                  [a.jsonl:8] image '8.png' is not there
                  [a.jsonl:9] image '9.png' is not there
                  [a.jsonl:10] image '10.png' is not there
                  ... and 2 more
                longer than the context: 1 (--long cut shortens such samples, --long skip leaves them out)
                  [a.jsonl:20] takes 3000 tokens
                --bad skip (the setting data.bad) leaves out what cannot be used, and counts it
                --long cut or --long skip (the setting data.long) is for samples that are too long""", refused.getMessage());
    }

    private static boolean accepts(Tolerance tolerance, FaultKind kind, int faulty, int usable) {
        FaultReport faults = new FaultReport();
        for (int i = 0; i < faulty; i++) {
            faults.add(new Fault(kind, "a.jsonl:" + i, "wrong"));
        }
        try {
            tolerance.require("a.jsonl", faults, usable);
            return true;
        } catch (ModelFileException e) {
            assertTrue(faulty > 0);
            return false;
        }
    }
}

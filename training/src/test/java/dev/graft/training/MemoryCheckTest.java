package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.precision.Precision;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.MemoryEstimate;
import dev.graft.training.step.MemoryUse;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryCheckTest {
    private static final long GIGABYTE = 1_000_000_000;

    private final TrainingSettings settings = TrainingSettings.DEFAULTS.with("batch", "8");

    /** Weights of 8 GB that integers make 2, and 1 GB a sample, of which little memory makes a fifth. */
    private static Optional<MemoryEstimate> estimate(TrainingSettings settings) {
        boolean rounded = settings.runtime().precision() == Precision.INT8;
        boolean low = settings.runtime().memory() == MemoryUse.LOW;
        return Optional.of(new MemoryEstimate(
                (rounded ? 2 : 8) * GIGABYTE, settings.samplesAtOnce() * GIGABYTE / (low ? 5 : 1), 0));
    }

    private String refusal(long machine) {
        return assertThrows(
                        InvalidInputException.class,
                        () -> new MemoryCheck(machine, MemoryCheckTest::estimate).require(settings))
                .getMessage();
    }

    @Test
    void whatFitsIsTold() {
        assertEquals(
                16 * GIGABYTE + MemoryEstimate.PROGRAM_BYTES,
                new MemoryCheck(17 * GIGABYTE, MemoryCheckTest::estimate)
                        .require(settings)
                        .orElseThrow()
                        .total());
    }

    @Test
    void whatDoesNotFitIsRefusedWithWhatWould() {
        String message = refusal(13 * GIGABYTE);
        assertTrue(message.contains("16.3 GB") && message.contains("there are 13.0 GB"), message);
        assertTrue(message.contains("memory=low (9.9 GB)"), message);
        assertTrue(message.contains("micro_batch=4 (12.3 GB)"), message);
        assertFalse(message.contains("micro_batch=2"), message);
        assertTrue(message.contains("precision=int8 (10.3 GB)"), message);
    }

    /** The system reads again what it had no room for. */
    @Test
    void weightsThatStayInTheirFileAreNoReasonToRefuse() {
        TrainingSettings low = settings.with("memory", "low");
        new MemoryCheck(4 * GIGABYTE, MemoryCheckTest::estimate).require(low);
        assertThrows(
                InvalidInputException.class, () -> new MemoryCheck(GIGABYTE, MemoryCheckTest::estimate).require(low));
        TrainingSettings integers = low.with("precision", "int8");
        assertThrows(
                InvalidInputException.class,
                () -> new MemoryCheck(3 * GIGABYTE, MemoryCheckTest::estimate).require(integers));
    }

    @Test
    void onlyWhatFitsIsAdvised() {
        String message = refusal(4 * GIGABYTE);
        assertTrue(
                message.endsWith("it would fit with precision=int8 and memory=low (3.9 GB), or precision=int8 and"
                        + " memory=low and micro_batch=1 (2.5 GB)"),
                message);
        assertTrue(refusal(GIGABYTE).contains("larger machine"));
    }
}

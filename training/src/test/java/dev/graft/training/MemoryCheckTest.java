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
import dev.graft.training.step.PrecisionChoice;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MemoryCheckTest {
    private static final long GIGABYTE = 1_000_000_000;

    private final TrainingSettings settings = TrainingSettings.DEFAULTS.with("batch", "8");
    private final TrainingSettings single = settings.with("precision", "float32");

    /** Weights of 8 GB that integers make 2, and 1 GB a sample, of which little memory makes a fifth. */
    private static Optional<MemoryEstimate> estimate(TrainingSettings settings) {
        boolean rounded = settings.runtime().precision() == PrecisionChoice.INT8;
        boolean low = settings.runtime().memory() == MemoryUse.LOW;
        return Optional.of(new MemoryEstimate(
                (rounded ? 2 : 8) * GIGABYTE, settings.samplesAtOnce() * GIGABYTE / (low ? 5 : 1), 0));
    }

    private String refusal(long machine) {
        return assertThrows(
                        InvalidInputException.class,
                        () -> new MemoryCheck(machine, MemoryCheckTest::estimate).choose(single, true))
                .getMessage();
    }

    @Test
    void whatFitsIsTold() {
        assertEquals(
                16 * GIGABYTE + MemoryEstimate.PROGRAM_BYTES,
                new MemoryCheck(17 * GIGABYTE, MemoryCheckTest::estimate)
                        .choose(settings, true)
                        .estimate()
                        .orElseThrow()
                        .total());
    }

    private MemoryCheck.Choice chosen(long machine, TrainingSettings of) {
        return new MemoryCheck(machine, MemoryCheckTest::estimate).choose(of, true);
    }

    @Test
    void singlePrecisionIsChosenWhereTheMemoryAllowsIt() {
        assertEquals(
                settings.with("precision", "float32"),
                chosen(17 * GIGABYTE, settings).settings());
        assertEquals("", chosen(17 * GIGABYTE, settings).reason());
        assertEquals(
                settings.with("precision", "float32"),
                new MemoryCheck(1, changed -> Optional.empty())
                        .choose(settings, true)
                        .settings());
    }

    @Test
    void integersAreChosenWhereOnlyTheyFit() {
        MemoryCheck.Choice choice = chosen(13 * GIGABYTE, settings);
        assertEquals(settings.with("precision", "int8"), choice.settings());
        assertEquals(
                "since a step in float32 would take about 16.3 GB of memory, and there are 13.0 GB", choice.reason());
        assertEquals(
                10 * GIGABYTE + MemoryEstimate.PROGRAM_BYTES,
                choice.estimate().orElseThrow().total());
    }

    @Test
    void integersAreChosenBeforeWeightsThatAreReadAnew() {
        TrainingSettings low = settings.with("memory", "low");
        assertEquals(low.with("precision", "int8"), chosen(4 * GIGABYTE, low).settings());
        assertEquals(
                low.with("precision", "float32"),
                new MemoryCheck(4 * GIGABYTE, MemoryCheckTest::estimate)
                        .choose(low, false)
                        .settings());
    }

    @Test
    void everyPrecisionCanBeAskedFor() {
        Set<String> asked = Arrays.stream(PrecisionChoice.values())
                .map(PrecisionChoice::toString)
                .collect(Collectors.toSet());
        asked.remove("auto");
        assertEquals(Arrays.stream(Precision.values()).map(Precision::toString).collect(Collectors.toSet()), asked);
        for (Precision precision : Precision.values()) {
            assertEquals(precision, PrecisionChoice.valueOf(precision.name()).precision());
        }
    }

    @Test
    void whatWasAskedForIsKept() {
        TrainingSettings asked = settings.with("precision", "int8x2");
        assertEquals(asked, chosen(17 * GIGABYTE, asked).settings());
        assertThrows(InvalidInputException.class, () -> chosen(13 * GIGABYTE, settings.with("precision", "float32")));
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
        new MemoryCheck(4 * GIGABYTE, MemoryCheckTest::estimate).choose(low, true);
        assertThrows(
                InvalidInputException.class,
                () -> new MemoryCheck(GIGABYTE, MemoryCheckTest::estimate).choose(low, true));
        TrainingSettings integers = low.with("precision", "int8");
        assertThrows(
                InvalidInputException.class,
                () -> new MemoryCheck(3 * GIGABYTE, MemoryCheckTest::estimate).choose(integers, true));
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

package dev.graft.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelTest {
    private static final long SLOW = 2_000_000;

    @Test
    void resultsComeInTheOrderOfTheNumbers() {
        assertEquals(
                IntStream.range(5, 3000).mapToObj(Integer::toString).toList(),
                Parallel.map(5, 3000, Integer::toString));
        assertEquals(List.of(), Parallel.map(7, 7, Integer::toString));
    }

    /** What the work needs is closed behind a failure; with a parallel stream some of it finds it closed. */
    @Test
    void nothingGoesOnBehindAFailure() {
        for (int round = 0; round < 20; round++) {
            AtomicBoolean closed = new AtomicBoolean();
            AtomicInteger late = new AtomicInteger();
            assertThrows(
                    IllegalStateException.class,
                    () -> Parallel.map(0, 64, i -> {
                        if (i == 1) {
                            throw new IllegalStateException("of " + i);
                        }
                        LockSupport.parkNanos(SLOW);
                        return closed.get() ? late.incrementAndGet() : 0;
                    }));
            closed.set(true);
            LockSupport.parkNanos(2 * SLOW);
            assertEquals(0, late.get());
        }
    }

    @Test
    void theFailureOfTheLowestNumberIsThrown() {
        for (int round = 0; round < 20; round++) {
            AtomicInteger done = new AtomicInteger();
            Error failure = assertThrows(
                    AssertionError.class,
                    () -> Parallel.map(0, 1000, i -> {
                        if (i >= 300) {
                            throw new AssertionError("of " + i);
                        }
                        return done.incrementAndGet();
                    }));
            assertEquals("of 300", failure.getMessage());
            assertEquals(300, done.get());
        }
        assertTrue(Parallel.map(0, 3, i -> null).stream().allMatch(result -> result == null));
    }
}

package dev.graft.models.data.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
    /** Orders computed by the same algorithm written in Python with unbounded integers. */
    @Test
    void isTheSameOnEveryMachine() {
        assertArrayEquals(new int[] {1, 2, 5, 7, 0, 8, 4, 3, 9, 6}, EpochOrder.of(0, 0, 10));
        assertArrayEquals(new int[] {4, 3, 0, 6, 5, 9, 8, 7, 1, 2}, EpochOrder.of(0, 1, 10));
        assertArrayEquals(new int[] {10, 3, 4, 9, 0, 2, 11, 1, 6, 7, 8, 5}, EpochOrder.of(-5, 3, 12));
    }

    @Test
    void visitsEverySampleOnce() {
        for (int size : new int[] {0, 1, 2, 1000}) {
            int[] order = EpochOrder.of(3, 9, size);
            Arrays.sort(order);
            assertArrayEquals(IntStream.range(0, size).toArray(), order);
        }
    }

    @Test
    void everyPermutationIsEquallyLikely() {
        int draws = 24_000;
        int[] counts = new int[4 * 4 * 4 * 4];
        for (int epoch = 0; epoch < draws; epoch++) {
            int[] order = EpochOrder.of(11, epoch, 4);
            counts[((order[0] * 4 + order[1]) * 4 + order[2]) * 4 + order[3]]++;
        }
        assertEquals(24, Arrays.stream(counts).filter(count -> count > 0).count());
        double expected = draws / 24.0;
        double chiSquare = Arrays.stream(counts)
                .filter(count -> count > 0)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        // 23 degrees of freedom: 49.7 is exceeded by one fair shuffle in a thousand.
        assertTrue(chiSquare < 49.7, "chi-square " + chiSquare);
    }
}

package dev.graft.models.data.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.testsupport.SharedData;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {
    /** Positions computed with Python's hashlib: sha256(struct.pack('>q', seed) + name), first 53 bits. */
    @Test
    void isTheSameOnEveryMachine() {
        assertPosition(0.3610139092512161, 0, "0.png");
        assertPosition(0.10030136411410595, 0, "1.png");
        assertPosition(0.40591841551410657, 7, "0.png");
        assertPosition(0.6475437653210495, -3, "images/\u00e4.jpg");
    }

    @Test
    void takesTheFractionOfTheImages() {
        Split split = new Split(0.1, 42);
        long count = IntStream.range(0, 20_000)
                .filter(i -> split.isValidation(sample(i + ".png")))
                .count();
        // Three standard deviations of 20,000 draws of probability 0.1.
        assertEquals(2000.0, (double) count, 130.0);
        assertFalse(new Split(0, 42).isValidation(sample("a")));
    }

    @Test
    void keepsEveryImageOnOneSide() {
        Dataset easyVqa = Dataset.open(SharedData.path("data/easy-vqa"));
        TrainingSplits splits = TrainingSplits.of(easyVqa, new Split(0.1, 0));
        assertEquals(38_575, splits.train().size() + splits.validation().size());
        assertEquals(
                4000,
                splits.train().images().size() + splits.validation().images().size());
        assertEquals(400, splits.validation().images().size(), 60);
        assertEquals(0, splits.sharedImages());
        TrainingSplits given = TrainingSplits.of(easyVqa, easyVqa);
        assertEquals(4000, given.sharedImages());
    }

    @Test
    void refusesFractionsThatLeaveNothingToTrainOn() {
        for (double fraction : new double[] {-0.1, 1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new Split(fraction, 0));
        }
    }

    private static void assertPosition(double position, long seed, String name) {
        assertFalse(new Split(position, seed).isValidation(sample(name)));
        assertTrue(new Split(Math.nextUp(position), seed).isValidation(sample(name)));
    }

    private static Sample sample(String image) {
        return Sample.of("1", ImageRef.in(Path.of("."), image), "q", List.of("a"));
    }
}

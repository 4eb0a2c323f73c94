package dev.graft.models.data.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import dev.graft.testsupport.SharedData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
        IndexedDataset.Builder builder = new IndexedDataset.Builder("data");
        IntStream.range(0, 20_000).forEach(i -> builder.add(sample(i + ".png")));
        boolean[] heldOut = split.heldOut(builder.build());
        long count = IntStream.range(0, heldOut.length).filter(i -> heldOut[i]).count();
        // Three standard deviations of 20,000 draws of probability 0.1.
        assertEquals(2000.0, (double) count, 130.0);
        assertFalse(isHeldOut(new Split(0, 42), "a"));
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
            assertThrows(InvalidInputException.class, () -> new Split(fraction, 0));
        }
    }

    private static void assertPosition(double position, long seed, String name) {
        assertFalse(isHeldOut(new Split(position, seed), name));
        assertTrue(isHeldOut(new Split(Math.nextUp(position), seed), name));
    }

    private static boolean isHeldOut(Split split, String image) {
        IndexedDataset.Builder builder = new IndexedDataset.Builder("data");
        builder.add(sample(image));
        return split.heldOut(builder.build())[0];
    }

    /** A shows 0 and 1, C shows 1 and 2; so what shows 0 goes with what shows 2, as the name "0.png" says. */
    @Test
    void samplesThatShareImagesStayTogether() {
        for (int seed = 0; seed < 40; seed++) {
            IndexedDataset.Builder builder = new IndexedDataset.Builder("data");
            builder.add(sample("2.png"));
            builder.add(sample("2.png", "1.png"));
            builder.add(sample("0.png"));
            builder.add(sample("1.png", "0.png"));
            for (int i = 0; i < 4; i++) {
                builder.add(sample("other.png"));
            }
            boolean[] heldOut = new Split(0.5, seed).heldOut(builder.build());
            boolean first = isHeldOut(new Split(0.5, seed), "0.png");
            boolean other = isHeldOut(new Split(0.5, seed), "other.png");
            assertArrayEquals(new boolean[] {first, first, first, first, other, other, other, other}, heldOut);
        }
    }

    /** Else nothing, or next to nothing, would be left to learn from. */
    @Test
    void whereMostSamplesAreJoinedTheyAreLearntFrom() {
        for (int seed = 0; seed < 20; seed++) {
            IndexedDataset.Builder builder = new IndexedDataset.Builder("data");
            for (int i = 0; i < 6; i++) {
                builder.add(sample(i + ".png", i + 1 + ".png"));
            }
            for (int i = 0; i < 5; i++) {
                builder.add(sample("other" + i + ".png"));
            }
            Split split = new Split(0.5, seed);
            boolean[] heldOut = split.heldOut(builder.build());
            for (int i = 0; i < heldOut.length; i++) {
                assertEquals(
                        i >= 6 && isHeldOut(split, "other" + (i - 6) + ".png"), heldOut[i], "seed " + seed + ", " + i);
            }
        }
    }

    private static Sample sample(String... images) {
        return new Sample(
                "1",
                Arrays.stream(images)
                        .map(image -> PlacedImage.front(ImageRef.in(Path.of("."), image)))
                        .toList(),
                "",
                List.of(),
                "q",
                List.of("a"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                1);
    }

    private static Sample sample(String image) {
        return Sample.of("1", ImageRef.in(Path.of("."), image), "q", List.of("a"));
    }
}

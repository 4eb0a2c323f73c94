package dev.graft.eval.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedTestTest {
    private static final double[] FIRST = {0.3, 0.6, 1, 0, 0.9, 0, 1, 0.6};
    private static final double[] SECOND = {0.6, 0.6, 1, 0.3, 1, 0.3, 1, 0};

    /** Expected by SciPy's binomtest. */
    @ParameterizedTest
    @CsvSource({"5, 1, 0.21875", "10, 3, 0.09228515625", "120, 81, 0.007203828622098743", "3, 3, 1", "0, 0, 1"})
    void mcNemarIsExact(int gained, int lost, double p) {
        assertEquals(p, PairedTest.twoSided(gained, lost), 1e-12);
        double[] before = new double[gained + lost + 4];
        double[] after = new double[gained + lost + 4];
        IntStream.range(0, gained).forEach(i -> after[i] = 1);
        IntStream.range(gained, gained + lost).forEach(i -> before[i] = 1);
        Measurement first = Measurement.scores(before);
        Measurement second = Measurement.scores(after);
        Resampling each =
                Resampling.byGroup(IntStream.range(0, before.length).boxed().toList());
        assertEquals(PairedTest.MCNEMAR, PairedTest.of(first, second, each));
        assertEquals(p, Difference.of(first, second, each).p(), 1e-12);
    }

    /** Expected by SciPy's permutation_test, of samples and of the sums of pairs. */
    @ParameterizedTest
    @CsvSource({"1, 0.75", "2, 0.75"})
    void permutationOfFewImagesIsExact(int perImage, double p) {
        Resampling images = Resampling.byGroup(
                IntStream.range(0, FIRST.length).mapToObj(i -> i / perImage).toList());
        Difference difference = Difference.of(Measurement.scores(FIRST), Measurement.scores(SECOND), images);
        assertEquals(PairedTest.PERMUTATION, difference.test());
        assertEquals(p, difference.p(), 1e-12);
    }

    /** Questions about one image are right or wrong together: ten copies of each say no more than one. */
    @Test
    void copiesOfQuestionsAboutAnImageChangeNothing() {
        Random random = new Random(3);
        double[] before = random.doubles(40).map(Math::round).toArray();
        double[] after = random.doubles(40).map(Math::round).toArray();
        List<Integer> copied = IntStream.range(0, 400).map(i -> i / 10).boxed().toList();
        double[] manyBefore = copied.stream().mapToDouble(i -> before[i]).toArray();
        double[] manyAfter = copied.stream().mapToDouble(i -> after[i]).toArray();
        Difference one = Difference.of(
                Measurement.scores(before),
                Measurement.scores(after),
                Resampling.byGroup(IntStream.range(0, 40).boxed().toList()));
        Difference ten = Difference.of(
                Measurement.scores(manyBefore), Measurement.scores(manyAfter), Resampling.byGroup(copied));
        assertEquals(
                one.interval().orElseThrow().low(), ten.interval().orElseThrow().low(), 1e-12);
        assertEquals(
                one.interval().orElseThrow().high(),
                ten.interval().orElseThrow().high(),
                1e-12);
        assertEquals(PairedTest.MCNEMAR, one.test());
        assertEquals(PairedTest.PERMUTATION, ten.test());
        assertEquals(one.p(), ten.p(), 0.02, "10,000 random swaps come near McNemar's exact p");
    }

    /** By what is true: of equally good models p is below 0.05 in about one of twenty cases. */
    @Test
    void pIsRightInTheLongRun() {
        Random random = new Random(7);
        int below = 0;
        int cases = 400;
        for (int i = 0; i < cases; i++) {
            // Two questions about each of thirteen images, whose scores go together.
            double[] shared = random.doubles(13).toArray();
            double[] before = IntStream.range(0, 26)
                    .mapToDouble(j -> 0.5 * shared[j / 2] + 0.5 * random.nextDouble())
                    .toArray();
            double[] after = IntStream.range(0, 26)
                    .mapToDouble(j -> 0.5 * shared[j / 2] + 0.5 * random.nextDouble())
                    .toArray();
            Resampling images = Resampling.byGroup(
                    IntStream.range(0, 26).mapToObj(j -> j / 2).toList());
            below += Difference.of(Measurement.scores(before), Measurement.scores(after), images)
                                    .p()
                            < 0.05
                    ? 1
                    : 0;
        }
        // A binomial of 400 times 0.05 is from 8 to 34 in all but one of a thousand cases.
        assertTrue(below >= 8 && below <= 34, below + " of " + cases);
    }

    @Test
    void aModelDoesNotDifferFromItself() {
        Measurement scores = Measurement.scores(FIRST);
        Difference difference = Difference.of(
                scores, scores, Resampling.byGroup(IntStream.range(0, 8).boxed().toList()));
        assertEquals(0, difference.value());
        assertEquals(1, difference.p());
        assertTrue(difference.interval().isEmpty());
    }
}

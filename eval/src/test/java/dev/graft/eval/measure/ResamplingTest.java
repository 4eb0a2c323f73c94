package dev.graft.eval.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.eval.caption.Bleu;
import dev.graft.eval.caption.TokenisedCaption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResamplingTest {
    /** The distribution of a mean of three drawn from three is known: 27 equally probable draws. */
    @Test
    void drawsAreThoseOfTheBootstrap() {
        Resampling images = Resampling.byGroup(List.of("a", "b", "c"));
        double[] values = images.values(Measurement.scores(0, 0, 0.9));
        assertEquals(Resampling.DRAWS, values.length);
        double[] expected = {8 / 27.0, 12 / 27.0, 6 / 27.0, 1 / 27.0};
        for (int times = 0; times < expected.length; times++) {
            double mean = 0.3 * times;
            double share = IntStream.range(0, values.length)
                            .filter(i -> Math.abs(values[i] - mean) < 1e-9)
                            .count()
                    / (double) values.length;
            assertEquals(expected[times], share, 4 * Math.sqrt(expected[times] / values.length));
        }
    }

    /** By the standard error of the mean over images, which is that of the sums and not of the questions. */
    @Test
    void intervalsOfManyImagesAreThoseOfTheNormalDistribution() {
        Random random = new Random(1);
        int images = 400;
        double[] ofImage = random.doubles(images).toArray();
        double[] scores = IntStream.range(0, 3 * images)
                .mapToDouble(i -> 0.8 * ofImage[i / 3] + 0.2 * random.nextDouble())
                .toArray();
        Interval interval = Resampling.byGroup(
                        IntStream.range(0, scores.length).mapToObj(i -> i / 3).toList())
                .interval(Measurement.scores(scores))
                .orElseThrow();
        double[] means = IntStream.range(0, images)
                .mapToDouble(i -> (scores[3 * i] + scores[3 * i + 1] + scores[3 * i + 2]) / 3)
                .toArray();
        double mean =
                IntStream.range(0, images).mapToDouble(i -> means[i]).average().orElseThrow();
        double variance = IntStream.range(0, images)
                        .mapToDouble(i -> (means[i] - mean) * (means[i] - mean))
                        .sum()
                / images;
        double half = 1.96 * Math.sqrt(variance / images);
        assertEquals(Interval.Method.WILSON, interval.method());
        assertEquals(mean - half, interval.low(), 0.06 * half);
        assertEquals(mean + half, interval.high(), 0.06 * half);
    }

    /**
     * Expected by the standard error of statsmodels, {@code OLS} of a constant with errors clustered by image, in Wilson's formula
     * with SciPy's {@code t.ppf(0.975, 4)}.
     */
    @Test
    void questionsAboutOneImageCountTogether() {
        Interval interval = Resampling.byGroup(List.of(0, 0, 0, 1, 1, 2, 3, 3, 3, 4, 4, 4))
                .interval(Measurement.scores(1, 0, 1, 1, 0.3, 0, 1, 1, 1, 0, 0.9, 0))
                .orElseThrow();
        assertEquals(0.2349071986660265, interval.low(), 1e-9);
        assertEquals(0.8799267629544738, interval.high(), 1e-9);
    }

    /** Expected by statsmodels' {@code proportion_confint(7, 10, method="wilson")}. */
    @Test
    void wilsonIsThatOfStatsmodels() {
        Interval interval = Interval.wilson(0.7, 10);
        assertEquals(0.39677814746114537, interval.low(), 1e-12);
        assertEquals(0.8922087325936989, interval.high(), 1e-12);
        assertEquals(0, Interval.wilson(0, 12).low());
        assertEquals(1, Interval.wilson(1, 12).high());
    }

    @Test
    void wilsonStaysWhereItIsRight() {
        Interval alone = Resampling.byGroup(List.of(1, 2, 3))
                .interval(Measurement.scores(1, 0, 1))
                .orElseThrow();
        assertEquals(Interval.wilson(2 / 3.0, 3), alone);
        // All right: as many images say how sure that is, not as many questions.
        Interval together = Resampling.byGroup(List.of(1, 1, 2, 2))
                .interval(Measurement.scores(1, 1, 1, 1))
                .orElseThrow();
        assertEquals(Interval.wilson(1, 2), together);
        assertTrue(Resampling.byGroup(List.of(1, 1))
                .interval(Measurement.scores(1, 0))
                .isEmpty());
    }

    /** A draw is a set of captions in which some stand several times: BLEU's of that set. */
    @Test
    void bleuOfADrawIsThatOfTheDrawnCaptions() {
        List<TokenisedCaption> captions = List.of(
                TokenisedCaption.of("a dog on the grass", List.of("a brown dog on the grass", "a dog")),
                TokenisedCaption.of("a cat", List.of("a cat sleeps on a chair")),
                TokenisedCaption.of("two birds in a tree", List.of("two birds in the tree")));
        double[][] counts = captions.stream().map(Bleu::counts).toArray(double[][]::new);
        Measurement bleu = Measurement.ofSet(counts, sums -> Bleu.of(sums)[1]);
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < 27; i++) {
            all.add(Bleu.of(List.of(captions.get(i / 9), captions.get(i / 3 % 3), captions.get(i % 3)))[1]);
        }
        double[] values = Resampling.byGroup(List.of(1, 2, 3)).values(bleu);
        assertEquals(all.stream().min(Double::compare).orElseThrow(), values[0], 1e-12);
        assertEquals(all.stream().max(Double::compare).orElseThrow(), values[values.length - 1], 1e-12);
        assertEquals(
                all.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
                IntStream.range(0, values.length)
                        .mapToDouble(i -> values[i])
                        .average()
                        .orElseThrow(),
                0.01);
    }
}

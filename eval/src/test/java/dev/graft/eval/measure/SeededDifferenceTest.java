package dev.graft.eval.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeededDifferenceTest {
    private static List<String> images(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    /** Runs of a first that is always wrong, so that the scores are the differences. */
    private static List<SeededDifference.Run> runs(double[][] scores) {
        List<SeededDifference.Run> runs = new ArrayList<>();
        for (double[] seed : scores) {
            runs.add(new SeededDifference.Run(
                    Measurement.scores(new double[seed.length]), Measurement.scores(seed), images(seed.length)));
        }
        return runs;
    }

    private static double[] means(double[][] scores) {
        double[] means = new double[scores.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = IntStream.range(0, scores[i].length)
                    .mapToDouble(fixed(scores[i]))
                    .average()
                    .orElseThrow();
        }
        return means;
    }

    private static IntToDoubleFunction fixed(double[] values) {
        return i -> values[i];
    }

    private static double[][] turned(double[][] scores) {
        double[][] turned = new double[scores[0].length][scores.length];
        for (int i = 0; i < turned.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                turned[i][j] = scores[j][i];
            }
        }
        return turned;
    }

    /** The F of a mean against zero, with 1 and n - 1 degrees of freedom. */
    private static double f(double[] means) {
        double mean = IntStream.range(0, means.length)
                .mapToDouble(fixed(means))
                .average()
                .orElseThrow();
        double variance = 0;
        for (double each : means) {
            variance += (each - mean) * (each - mean) / (means.length - 1);
        }
        return mean * mean * means.length / variance;
    }

    /** Clark 1973: min F' = F1 F2 / (F1 + F2), with (F1 + F2)^2 / (F1^2 / n2 + F2^2 / n1) degrees of freedom. */
    @Test
    void isClarksMinF() {
        Random random = new Random(5);
        double[][] scores = new double[4][30];
        for (int seed = 0; seed < scores.length; seed++) {
            for (int i = 0; i < scores[seed].length; i++) {
                scores[seed][i] = 0.4 + 0.05 * seed + 0.01 * i + 0.1 * random.nextDouble();
            }
        }
        double bySeeds = f(means(scores));
        double byImages = f(means(turned(scores)));
        SeededDifference found = SeededDifference.of(runs(scores));
        double t = found.value() / found.error();
        assertEquals(bySeeds * byImages / (bySeeds + byImages), t * t, 1e-9 * t * t);
        double degrees = Math.pow(bySeeds + byImages, 2) / (bySeeds * bySeeds / 29 + byImages * byImages / 3);
        assertEquals((int) degrees, found.degrees());
        assertEquals(new StudentT((int) degrees).beyond(t), found.p().getAsDouble(), 1e-12);
        assertTrue(found.interval().orElseThrow().low() < found.value());
    }

    /** What is said to be below 0.05 is so about one time in twenty or less, where a test of all answers alone is far from it. */
    @Test
    void equalSettingsRarelyDiffer() {
        Random random = new Random(6);
        int times = 2000;
        int wrong = 0;
        int wrongByAnswers = 0;
        for (int time = 0; time < times; time++) {
            double[][] scores = new double[3][20];
            double[] image = IntStream.range(0, 20)
                    .mapToDouble(i -> 0.05 * random.nextGaussian())
                    .toArray();
            for (double[] seed : scores) {
                double shift = 0.03 * random.nextGaussian();
                for (int i = 0; i < seed.length; i++) {
                    seed[i] = Math.max(0, Math.min(1, 0.5 + shift + image[i] + 0.05 * random.nextGaussian()));
                }
            }
            List<SeededDifference.Run> runs = new ArrayList<>();
            double[] half = new double[20];
            Arrays.fill(half, 0.5);
            for (double[] seed : scores) {
                runs.add(new SeededDifference.Run(Measurement.scores(half), Measurement.scores(seed), images(20)));
            }
            SeededDifference found = SeededDifference.of(runs);
            wrong += found.p().getAsDouble() < 0.05 ? 1 : 0;
            double byImagesAlone = new StudentT(19).beyond(found.value() / found.imageError());
            wrongByAnswers += byImagesAlone < 0.05 ? 1 : 0;
        }
        assertTrue(wrong <= 0.06 * times, wrong + " of " + times);
        assertTrue(wrongByAnswers >= 0.15 * times, wrongByAnswers + " of " + times);
    }

    @Test
    void runsMayBeAskedAboutOtherImages() {
        Measurement none = Measurement.scores(0, 0);
        SeededDifference found = SeededDifference.of(List.of(
                new SeededDifference.Run(none, Measurement.scores(1, 0), List.of("a", "b")),
                new SeededDifference.Run(none, Measurement.scores(1, 1), List.of("b", "c"))));
        assertEquals(0.75, found.value(), 1e-12);
        assertEquals(0.25, found.seedError(), 1e-12);
        assertEquals(3, found.images());
        // Without a: (0 + 1) / 2, without b: (1 + 1) / 2, without c: (0.5 + 1) / 2.
        assertEquals(Math.sqrt((0.25 * 0.25 + 0.25 * 0.25) * 2 / 3), found.imageError(), 1e-12);
    }

    @Test
    void nothingIsSaidWhereNothingVaries() {
        SeededDifference found = SeededDifference.of(runs(new double[][] {{1, 1}, {1, 1}}));
        assertEquals(1, found.value());
        assertTrue(found.p().isEmpty() && found.interval().isEmpty());
    }
}

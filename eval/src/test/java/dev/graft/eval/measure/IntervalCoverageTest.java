package dev.graft.eval.measure;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By what is true: of 95 % intervals from data whose distribution is known, as many hold the true value. */
class IntervalCoverageTest {
    private static final int MEANS = 2000;
    private static final int DRAWN = 400;

    /** Images are of different difficulty, and have from one question to twice as many less one as there are on average. */
    private static final class World {
        private final Random random;
        private final List<Integer> groups = new ArrayList<>();
        private final List<Double> difficulties = new ArrayList<>();

        World(int images, int perImage, Random random) {
            this.random = random;
            for (int image = 0; image < images; image++) {
                double difficulty = random.nextDouble();
                for (int i = 1 + random.nextInt(2 * perImage - 1); i > 0; i--) {
                    groups.add(image);
                    difficulties.add(difficulty);
                }
            }
        }

        Resampling images() {
            return Resampling.byGroup(groups);
        }

        /** Right with a mean probability, which is more for easy images. */
        double[] right(double mean, double spread) {
            return difficulties.stream()
                    .mapToDouble(easy -> random.nextDouble() < mean + spread * (easy - 0.5) ? 1 : 0)
                    .toArray();
        }
    }

    private static void check(double covered, double least, double most, String what) {
        assertTrue(covered >= least && covered <= most, what + ": " + 100 * covered + " %");
    }

    /** Percentiles of the bootstrap held it in 84 % of five images, and in 90 % of fifty where nineteen in twenty are right. */
    @ParameterizedTest
    @CsvSource({
        "5, 4, 0.5, 0.8",
        "10, 4, 0.5, 0.8",
        "10, 4, 0.8, 0.4",
        "30, 1, 0.6, 0",
        "20, 4, 0.8, 0.4",
        "50, 4, 0.95, 0.1",
        "100, 3, 0.3, 0.6"
    })
    void meansOfScores(int images, int perImage, double mean, double spread) {
        Random random = new Random(5);
        int held = 0;
        for (int i = 0; i < MEANS; i++) {
            World world = new World(images, perImage, random);
            Interval interval = world.images()
                    .interval(Measurement.scores(world.right(mean, spread)))
                    .orElseThrow();
            held += interval.low() <= mean && mean <= interval.high() ? 1 : 0;
        }
        check((double) held / MEANS, 0.93, 0.975, images + " images");
    }

    @ParameterizedTest
    @CsvSource({"8, 3, 0.6, 0.7", "20, 3, 0.6, 0.7", "20, 3, 0.85, 0.9", "60, 2, 0.5, 0.5"})
    void differencesOfModels(int images, int perImage, double one, double other) {
        Random random = new Random(5);
        int held = 0;
        for (int i = 0; i < DRAWN; i++) {
            World world = new World(images, perImage, random);
            Measurement first = Measurement.scores(world.right(one, 0.2));
            Measurement second = Measurement.scores(world.right(other, 0.2));
            Interval interval = world.images()
                    .interval(first.lessThan(second))
                    .orElse(new Interval(0, 0, Interval.Method.BOOTSTRAP));
            held += interval.low() <= other - one && other - one <= interval.high() ? 1 : 0;
        }
        check((double) held / DRAWN, 0.925, 0.975, images + " images");
    }

    /** Of a model that says yes to things that are there, and no to others, in so many cases; half are there, so that F1 is as many. */
    @ParameterizedTest
    @CsvSource({"20, 3, 0.7", "40, 3, 0.9"})
    void metricsOfTheSet(int images, int perImage, double mean) {
        Random random = new Random(5);
        int held = 0;
        for (int i = 0; i < DRAWN; i++) {
            World world = new World(images, perImage, random);
            double[] right = world.right(mean, 0.2);
            double[] there = world.right(0.5, 0);
            double[][] counts = new double[right.length][];
            for (int j = 0; j < counts.length; j++) {
                counts[j] = new double[] {right[j] * there[j], 1 - right[j]};
            }
            Measurement f1 = Measurement.ofSet(
                    counts, sums -> sums[0] + sums[1] == 0 ? 0 : 2 * sums[0] / (2 * sums[0] + sums[1]));
            Interval interval = world.images().interval(f1).orElseThrow();
            held += interval.low() <= mean && mean <= interval.high() ? 1 : 0;
        }
        check((double) held / DRAWN, 0.925, 0.975, images + " images");
    }
}

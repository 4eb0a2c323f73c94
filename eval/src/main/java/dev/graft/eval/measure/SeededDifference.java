package dev.graft.eval.measure;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How two settings differ in one metric, each trained with the same seeds: another seed would have come to another difference,
 * and so would other images. The squared errors of both are added, which makes the test that of Clark's min F' (1973, "The
 * language-as-fixed-effect fallacy") with Satterthwaite's degrees of freedom (1946). The error by images is the jackknife's
 * (Quenouille 1956), which leaves out one image of all runs at a time; so it holds for metrics that are no means, and where the
 * runs are asked about different images.
 *
 * @param first the mean of the first over its runs
 * @param second that of the second
 * @param bySeed the second less the first, for each seed
 * @param seedError the standard error of their mean for other seeds
 * @param imageError the same for other images
 * @param images how many there are
 */
public record SeededDifference(
        double first, double second, List<Double> bySeed, double seedError, double imageError, int images) {
    public SeededDifference {
        bySeed = List.copyOf(bySeed);
        if (bySeed.size() < 2) {
            throw new IllegalArgumentException("how seeds differ shows in two or more, found " + bySeed.size());
        }
    }

    /** The answers of both to the same questions, after training with one seed. */
    public record Run(Measurement first, Measurement second, List<String> images) {
        public Run {
            images = List.copyOf(images);
        }

        private double difference() {
            return second.value() - first.value();
        }

        /** By how much the difference is another without all questions about an image, for each image. */
        private Map<String, Double> changes() {
            Resampling byImage = Resampling.byGroup(images);
            double[] one = without(first, byImage);
            double[] other = without(second, byImage);
            Map<String, Double> changes = new HashMap<>();
            // Groups are numbered as they appear.
            for (String image : new LinkedHashSet<>(images)) {
                int number = changes.size();
                changes.put(image, other[number] - one[number] - difference());
            }
            return changes;
        }

        private static double[] without(Measurement measured, Resampling byImage) {
            double[][] sums = byImage.sums(measured);
            return Resampling.without(measured, sums);
        }
    }

    /** The difference of two or more runs. */
    public static SeededDifference of(List<Run> runs) {
        List<Double> bySeed = runs.stream().map(Run::difference).toList();
        Map<String, Double> changes = new TreeMap<>();
        runs.forEach(run ->
                run.changes().forEach((image, change) -> changes.merge(image, change / runs.size(), Double::sum)));
        int images = changes.size();
        return new SeededDifference(
                runs.stream().mapToDouble(run -> run.first().value()).average().orElseThrow(),
                runs.stream().mapToDouble(run -> run.second().value()).average().orElseThrow(),
                bySeed,
                Math.sqrt(squares(bySeed) / (runs.size() - 1) / runs.size()),
                Math.sqrt(squares(changes.values()) * (images - 1) / images),
                images);
    }

    private static double squares(Collection<Double> values) {
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
    }

    /** The mean over all seeds of the second less the first. */
    public double value() {
        return second - first;
    }

    /** The standard error of the difference, for other seeds and other images. */
    public double error() {
        return Math.hypot(seedError, imageError);
    }

    /** The degrees of freedom of that error, rounded down. */
    public int degrees() {
        double seeds = seedError * seedError;
        double others = imageError * imageError;
        double degrees = (seeds + others)
                * (seeds + others)
                / (seeds * seeds / (bySeed.size() - 1) + others * others / (images - 1));
        return (int) Math.max(1, degrees);
    }

    /** Where the difference lies for other seeds and other images; empty where neither made one, or there is one image only. */
    public Optional<Interval> interval() {
        if (images < 2 || error() == 0) {
            return Optional.empty();
        }
        double half = new StudentT(degrees()).quantile(Interval.LEVEL) * error();
        return Optional.of(new Interval(value() - half, value() + half, Interval.Method.STUDENT));
    }

    /** The probability of such a difference between equally good settings; empty where {@link #interval()} is. */
    public OptionalDouble p() {
        return images < 2 || error() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(new StudentT(degrees()).beyond(value() / error()));
    }
}

package dev.graft.training.picture;

import dev.graft.training.progress.MetricsEntry;
import java.util.Arrays;
import java.util.List;

/**
 * A figure over the steps of a run.
 *
 * @param steps where it was measured, ascending
 * @param values what it was there, each finite
 */
record Curve(double[] steps, double[] values) {
    /** More points than a picture has columns only make it slow to draw. */
    private static final int MOST_POINTS = 2000;

    /** The smoothed curve looks back over this part of the run. */
    private static final int SPANS = 50;

    /** The finite values of a figure. */
    static Curve of(List<MetricsEntry> entries, String split, String name) {
        List<MetricsEntry> found = entries.stream()
                .filter(entry -> entry.split().equals(split)
                        && Double.isFinite(entry.values().getOrDefault(name, Double.NaN)))
                .toList();
        return new Curve(
                found.stream().mapToDouble(MetricsEntry::step).toArray(),
                found.stream().mapToDouble(entry -> entry.values().get(name)).toArray());
    }

    boolean isEmpty() {
        return values.length == 0;
    }

    /** Whether all values lie between 0 and 1. */
    boolean isFraction() {
        return Arrays.stream(values).allMatch(value -> value >= 0 && value <= 1);
    }

    /**
     * The exponential moving average with a span of a fiftieth of the curve, divided by the weight that it has gathered,
     * so that its beginning does not hang on the value before the first.
     */
    Curve smoothed() {
        double decay = 1 - 1.0 / Math.max(1, values.length / SPANS);
        double[] smooth = new double[values.length];
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < values.length; i++) {
            sum = decay * sum + (1 - decay) * values[i];
            weight = decay * weight + (1 - decay);
            smooth[i] = sum / weight;
        }
        return new Curve(steps, smooth);
    }

    /** The curve after the first twentieth of its points. */
    Curve withoutStart() {
        int from = values.length / 20;
        return new Curve(
                Arrays.copyOfRange(steps, from, steps.length), Arrays.copyOfRange(values, from, values.length));
    }

    /** The largest value; of an empty curve 0. */
    double highest() {
        return Arrays.stream(values).max().orElse(0);
    }

    /** Every n-th point, and the last. */
    Curve thinned() {
        int stride = (values.length + MOST_POINTS - 1) / MOST_POINTS;
        if (stride <= 1) {
            return this;
        }
        int count = (values.length - 1 + stride - 1) / stride + 1;
        double[] fewerSteps = new double[count];
        double[] fewerValues = new double[count];
        for (int i = 0; i < count; i++) {
            int from = Math.min(i * stride, values.length - 1);
            fewerSteps[i] = steps[from];
            fewerValues[i] = values[from];
        }
        return new Curve(fewerSteps, fewerValues);
    }
}

package dev.graft.eval.measure;

import java.util.Optional;

/**
 * How two models differ in one metric on the same samples.
 *
 * @param first the value of the first
 * @param second that of the second
 * @param count how many samples it is of
 * @param interval of the second less the first; empty where nothing can be said
 * @param test whether it is more than chance
 * @param p the probability of such a difference between equally good models
 */
public record Difference(
        double first, double second, long count, Optional<Interval> interval, PairedTest test, double p) {
    /** The difference of two measurements of the same samples, whose images {@code images} knows. */
    public static Difference of(Measurement first, Measurement second, Resampling images) {
        PairedTest test = PairedTest.of(first, second, images);
        return new Difference(
                first.value(),
                second.value(),
                first.size(),
                images.interval(first.lessThan(second)),
                test,
                test.p(first, second, images));
    }

    /** The second less the first. */
    public double value() {
        return second - first;
    }
}

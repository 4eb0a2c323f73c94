package dev.graft.training.schedule;

import dev.graft.tensors.InvalidInputException;

/**
 * A learning rate of steps that count from 1: linear warm-up to a peak, then decay to a minimum, which later steps keep. The
 * first step already has the first rate of the climb, the last one has the minimum.
 *
 * <pre>
 * step ≤ warmupSteps:  warmupStart + (peak - warmupStart) · step / warmupSteps
 * after, with t = (step - warmupSteps) / (totalSteps - warmupSteps):
 *   COSINE    minimum + (peak - minimum) · (1 + cos πt) / 2      (Loshchilov and Hutter 2017, one cycle)
 *   LINEAR    peak + (minimum - peak) · t
 *   CONSTANT  peak
 * </pre>
 *
 * @param peak the highest rate, reached at the last step of the warm-up
 * @param minimum the rate of the last step; a constant schedule does not use it
 * @param warmupStart the rate from which the warm-up starts, as if at step 0
 * @param warmupSteps 0 for no warm-up
 * @param totalSteps the steps of the whole run, warm-up included
 */
public record WarmupAndDecay(
        Kind kind, double peak, double minimum, double warmupStart, long warmupSteps, long totalSteps)
        implements LearningRateSchedule {
    /** The shape after the warm-up. */
    public enum Kind {
        COSINE,
        LINEAR,
        CONSTANT
    }

    public WarmupAndDecay {
        requireRate("peak", peak);
        requireRate("minimum", minimum);
        requireRate("warmupStart", warmupStart);
        if (minimum > peak || warmupStart > peak) {
            throw new InvalidInputException("neither the minimum rate " + minimum + " nor the start of the warm-up "
                    + warmupStart + " may exceed the peak " + peak);
        }
        if (totalSteps < 1 || warmupSteps < 0 || warmupSteps > totalSteps) {
            throw new IllegalArgumentException(
                    "expected 0 to totalSteps steps of warm-up, found " + warmupSteps + " of " + totalSteps + " steps");
        }
    }

    /** A schedule whose warm-up starts from 0. */
    public WarmupAndDecay(Kind kind, double peak, double minimum, long warmupSteps, long totalSteps) {
        this(kind, peak, minimum, 0, warmupSteps, totalSteps);
    }

    @Override
    public double at(long step) {
        LearningRateSchedule.require(step);
        if (step <= warmupSteps) {
            return warmupStart + (peak - warmupStart) * step / warmupSteps;
        }
        if (kind == Kind.CONSTANT) {
            return peak;
        }
        if (step >= totalSteps) {
            return minimum;
        }
        double progress = (double) (step - warmupSteps) / (totalSteps - warmupSteps);
        return kind == Kind.LINEAR
                ? peak + (minimum - peak) * progress
                // StrictMath, so that a run resumed on another machine goes on with the same bits
                : minimum + (peak - minimum) * (1 + StrictMath.cos(Math.PI * progress)) / 2;
    }

    private static void requireRate(String name, double rate) {
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new InvalidInputException("the learning rate '" + name + "' must be 0 or more, found " + rate);
        }
    }
}

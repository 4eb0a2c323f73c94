package dev.graft.training.schedule;

import java.util.function.LongToDoubleFunction;

/**
 * The learning rates of transformers' {@code get_scheduler}: a peak times a factor that depends on the steps taken before. The
 * first step has the factor of 0 steps, which is 0 where there is a warm-up; the last one that of all but one, so that it still
 * learns.
 *
 * <p>Every factory is {@code s / warmup} of the peak for the first {@code s < warmup} steps; what follows is written at each,
 * with {@code t = (s - warmup) / max(1, total - warmup)}. The formulas are those of transformers 5.18, {@code optimization.py}.
 */
public final class HuggingFaceSchedule implements LearningRateSchedule {
    /** The time scale of {@link #inverseSqrt} without a warm-up. */
    private static final long TIMESCALE = 10_000;

    private final double peak;
    private final LongToDoubleFunction factor;

    private HuggingFaceSchedule(double peak, LongToDoubleFunction factor) {
        this.peak = peak;
        this.factor = factor;
    }

    /** The factor after a linear warm-up from 0. */
    private static HuggingFaceSchedule after(long warmup, double peak, LongToDoubleFunction factor) {
        return new HuggingFaceSchedule(
                peak, taken -> taken < warmup ? (double) taken / warmup : factor.applyAsDouble(taken));
    }

    @Override
    public double at(long step) {
        return peak * factor.applyAsDouble(LearningRateSchedule.require(step) - 1);
    }

    private static double progress(long taken, long warmup, long total) {
        return (double) (taken - warmup) / Math.max(1, total - warmup);
    }

    // StrictMath, so that a run resumed on another machine goes on with the same bits
    private static double wave(double angle) {
        return 0.5 * (1 + StrictMath.cos(angle));
    }

    /** {@code constant}: the peak, without a warm-up. */
    public static LearningRateSchedule constant(double peak) {
        return new HuggingFaceSchedule(peak, taken -> 1);
    }

    /** {@code constant_with_warmup}. */
    public static LearningRateSchedule constantWithWarmup(double peak, long warmup) {
        return after(warmup, peak, taken -> 1);
    }

    /** {@code linear}: {@code 1 - t}. */
    public static LearningRateSchedule linear(double peak, long warmup, long total) {
        return after(warmup, peak, taken -> Math.max(0, (double) (total - taken) / Math.max(1, total - warmup)));
    }

    /**
     * {@code cosine} and {@code cosine_with_min_lr}: {@code minimum + (1 - minimum) (1 + cos 2π cycles t) / 2}.
     *
     * @param cycles waves, of which half a one leads down once
     * @param minimum as a part of the peak
     */
    public static LearningRateSchedule cosine(double peak, long warmup, long total, double cycles, double minimum) {
        return after(warmup, peak, taken -> {
            double wave = wave(Math.PI * cycles * 2 * progress(taken, warmup, total));
            return Math.max(0, wave * (1 - minimum) + minimum);
        });
    }

    /**
     * {@code cosine_with_restarts}: {@code (1 + cos π (cycles t mod 1)) / 2}, and 0 from the end on.
     *
     * @param cycles ways down, each from the peak
     */
    public static LearningRateSchedule cosineWithRestarts(double peak, long warmup, long total, double cycles) {
        return after(warmup, peak, taken -> {
            double progress = progress(taken, warmup, total);
            return progress >= 1 ? 0 : Math.max(0, wave(Math.PI * (cycles * progress % 1)));
        });
    }

    /**
     * {@code cosine_warmup_with_min_lr}, which counts from 1 within its two parts: {@code (s + 1) / warmup}, then the cosine of
     * {@code (s - warmup + 1) / (total - warmup)}.
     *
     * @param cycles waves, of which half a one leads down once
     * @param minimum as a part of the peak
     */
    public static LearningRateSchedule cosineWarmupWithMinimum(
            double peak, long warmup, long total, double cycles, double minimum) {
        return new HuggingFaceSchedule(peak, taken -> {
            if (taken < warmup) {
                return (taken + 1.0) / Math.max(1, warmup);
            }
            double wave = wave(Math.PI * cycles * 2 * progress(taken + 1, warmup, total));
            return Math.max(0, wave * (1 - minimum) + minimum);
        });
    }

    /**
     * {@code polynomial}: {@code (peak - end) (1 - t)^power + end}.
     *
     * @param end the rate at the end
     */
    public static LearningRateSchedule polynomial(double peak, long warmup, long total, double end, double power) {
        return after(warmup, peak, taken -> {
            if (taken >= total) {
                return end / peak;
            }
            double left = 1 - (double) (taken - warmup) / (total - warmup);
            return ((peak - end) * StrictMath.pow(left, power) + end) / peak;
        });
    }

    /**
     * {@code inverse_sqrt}: {@code 1 / √((s - warmup + timescale) / timescale)}.
     *
     * @param timescale steps; 0 for those of the warm-up, or 10,000 where there is none
     */
    public static LearningRateSchedule inverseSqrt(double peak, long warmup, long timescale) {
        long scale = timescale > 0 ? timescale : warmup > 0 ? warmup : TIMESCALE;
        return after(warmup, peak, taken -> 1 / Math.sqrt((double) (taken + scale - warmup) / scale));
    }

    /**
     * {@code warmup_stable_decay}: up, then the peak, then down in the last {@code decay} steps.
     *
     * @param minimum from which it rises and to which it falls, as a part of the peak
     * @param cycles waves of a decay by a cosine, of which half a one leads down once
     */
    public static LearningRateSchedule warmupStableDecay(
            double peak,
            long warmup,
            long total,
            long decay,
            DecayShape rise,
            DecayShape fall,
            double minimum,
            double cycles) {
        long stable = total - warmup - decay;
        return new HuggingFaceSchedule(peak, taken -> {
            if (taken < warmup) {
                return Math.max(0, rise.rising((double) taken / warmup) * (1 - minimum) + minimum);
            }
            if (taken < warmup + stable) {
                return 1;
            }
            if (taken >= warmup + stable + decay) {
                return minimum;
            }
            double progress = (double) (taken - warmup - stable) / Math.max(1, decay);
            return Math.max(0, fall.falling(progress, cycles) * (1 - minimum) + minimum);
        });
    }
}

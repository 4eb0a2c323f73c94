package dev.graft.training.settings;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import dev.graft.training.schedule.DecayShape;
import dev.graft.training.schedule.HuggingFaceSchedule;
import dev.graft.training.schedule.LearningRateSchedule;
import dev.graft.training.schedule.ScheduleKind;
import dev.graft.training.schedule.WarmupAndDecay;

/** The learning rate from the first step to the last, of which {@link OptimizerSettings} has the peak. */
public record ScheduleSettings(
        @Setting(
                "how the learning rate goes: cosine, linear or constant after the warm-up, or as in Hugging Face's Trainer"
                        + " hf_linear, hf_cosine, hf_cosine_with_restarts, hf_polynomial, hf_constant, hf_constant_with_warmup,"
                        + " hf_inverse_sqrt, hf_cosine_with_min_lr, hf_cosine_warmup_with_min_lr or hf_warmup_stable_decay")
        ScheduleKind kind,

        @Setting(
                value =
                        "fraction of the steps in which the learning rate rises to its peak; rounded to the nearest number of"
                                + " steps, of the kinds of Hugging Face up",
                range = Range.FRACTION)
        double warmup,

        @Setting(
                value = "learning rate at the end of cosine and linear, and the least of hf_cosine_with_min_lr,"
                        + " hf_cosine_warmup_with_min_lr and hf_warmup_stable_decay",
                range = Range.NOT_NEGATIVE)
        double minimum,

        @Setting(
                value = "steps in which the learning rate rises to its peak; 0 for the fraction that warmup says",
                range = Range.ITEMS_OR_NONE,
                before = "0")
        int warmupSteps,

        @Setting(
                value = "waves of Hugging Face's cosines; 0 for half a one, of hf_cosine_with_restarts for 1",
                range = Range.NOT_NEGATIVE,
                before = "0")
        double numCycles,

        @Setting(value = "of hf_polynomial: the exponent", range = Range.NOT_NEGATIVE, before = "1")
        double power,

        @Setting(value = "of hf_polynomial: learning rate at the end", range = Range.NOT_NEGATIVE, before = "1e-7")
        double lrEnd,

        @Setting(
                value =
                        "of hf_inverse_sqrt: steps of its time scale; 0 for those of the warm-up, or 10000 where there is none",
                range = Range.ITEMS_OR_NONE,
                before = "0")
        int timescale,

        @Setting(
                value = "of hf_warmup_stable_decay: steps of the decay, the last ones",
                range = Range.ITEMS_OR_NONE,
                before = "0")
        int numDecaySteps,

        @Setting(value = "of hf_warmup_stable_decay: way up: linear, cosine or 1-sqrt", before = "linear")
        DecayShape warmupType,

        @Setting(value = "of hf_warmup_stable_decay: way down: linear, cosine or 1-sqrt", before = "cosine")
        DecayShape decayType) {
    static final ScheduleSettings DEFAULTS = new ScheduleSettings(
            ScheduleKind.COSINE, 0.03, 0, 0, 0, 1, 1e-7, 0, 0, DecayShape.LINEAR, DecayShape.COSINE);

    private static final double WAVES = 0.5;

    /** The rate of each step. */
    LearningRateSchedule over(int steps, double peak) {
        long up = warmupSteps(steps);
        double low = minimum / peak;
        return switch (kind) {
            case COSINE -> new WarmupAndDecay(WarmupAndDecay.Kind.COSINE, peak, minimum, up, steps);
            case LINEAR -> new WarmupAndDecay(WarmupAndDecay.Kind.LINEAR, peak, minimum, up, steps);
            case CONSTANT -> new WarmupAndDecay(WarmupAndDecay.Kind.CONSTANT, peak, minimum, up, steps);
            case HF_LINEAR -> HuggingFaceSchedule.linear(peak, up, steps);
            case HF_COSINE -> HuggingFaceSchedule.cosine(peak, up, steps, cycles(WAVES), 0);
            case HF_COSINE_WITH_RESTARTS -> HuggingFaceSchedule.cosineWithRestarts(peak, up, steps, cycles(1));
            case HF_POLYNOMIAL -> HuggingFaceSchedule.polynomial(peak, up, steps, lrEnd, power);
            case HF_CONSTANT -> HuggingFaceSchedule.constant(peak);
            case HF_CONSTANT_WITH_WARMUP -> HuggingFaceSchedule.constantWithWarmup(peak, up);
            case HF_INVERSE_SQRT -> HuggingFaceSchedule.inverseSqrt(peak, up, timescale);
            case HF_COSINE_WITH_MIN_LR -> HuggingFaceSchedule.cosine(peak, up, steps, cycles(WAVES), low);
            case HF_COSINE_WARMUP_WITH_MIN_LR ->
                HuggingFaceSchedule.cosineWarmupWithMinimum(peak, up, steps, cycles(WAVES), low);
            case HF_WARMUP_STABLE_DECAY ->
                HuggingFaceSchedule.warmupStableDecay(
                        peak, up, steps, numDecaySteps, warmupType, decayType, low, cycles(WAVES));
        };
    }

    /**
     * How many steps of a number of them are the warm-up. A fraction is rounded as {@code TrainingArguments.get_warmup_steps} of
     * transformers does, where it is a kind of theirs.
     */
    public long warmupSteps(int steps) {
        if (warmupSteps > 0) {
            return warmupSteps;
        }
        return kind.isHuggingFace() ? (long) Math.ceil(steps * warmup) : Math.round(warmup * steps);
    }

    private double cycles(double usual) {
        return numCycles > 0 ? numCycles : usual;
    }

    /**
     * Refuses settings that make no schedule.
     *
     * @throws InvalidInputException that names the setting
     */
    void check(int steps, double peak) {
        require(minimum <= peak, "minimum", "at most 'optimizer.learning_rate', " + peak, minimum);
        require(kind.isHuggingFace() || warmupSteps <= steps, "warmup_steps", "at most 'steps', " + steps, warmupSteps);
        if (kind == ScheduleKind.HF_POLYNOMIAL) {
            require(lrEnd < peak, "lr_end", "below 'optimizer.learning_rate', " + peak, lrEnd);
        }
        if (kind == ScheduleKind.HF_WARMUP_STABLE_DECAY) {
            long left = Math.max(0, steps - warmupSteps(steps));
            String expected =
                    "1 to " + left + ", the steps that the warm-up leaves; transformers has no default for it";
            require(numDecaySteps >= 1 && numDecaySteps <= left, "num_decay_steps", expected, numDecaySteps);
        }
    }

    private static void require(boolean right, String key, String expected, Object found) {
        if (!right) {
            throw new InvalidInputException("setting 'schedule." + key + "' must be " + expected + ", found " + found);
        }
    }
}

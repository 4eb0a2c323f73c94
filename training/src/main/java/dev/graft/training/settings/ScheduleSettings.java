package dev.graft.training.settings;

import dev.graft.tensors.Range;
import dev.graft.training.optimizer.LearningRateSchedule;

/** The learning rate from the first step to the last, of which {@link OptimizerSettings} has the peak. */
public record ScheduleSettings(
        @Setting("how the learning rate falls after the warm-up: cosine, linear or constant")
        LearningRateSchedule.Kind kind,

        @Setting(value = "fraction of the steps in which the learning rate rises to its peak", range = Range.FRACTION)
        double warmup,

        @Setting(value = "learning rate at the end", range = Range.NOT_NEGATIVE)
        double minimum) {
    static final ScheduleSettings DEFAULTS = new ScheduleSettings(LearningRateSchedule.Kind.COSINE, 0.03, 0);

    /** The rate of each step. */
    LearningRateSchedule over(int steps, double peak) {
        return new LearningRateSchedule(kind, peak, minimum, Math.round(warmup * steps), steps);
    }
}

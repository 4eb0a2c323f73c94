package dev.graft.training.schedule;

/** The learning rate of each step of a run. It follows from the step's number alone, so that a resumed run needs no more. */
@FunctionalInterface
public interface LearningRateSchedule {
    /**
     * The rate of a step.
     *
     * @param step from 1
     */
    double at(long step);

    /** The number of a step, which is at least 1. */
    static long require(long step) {
        if (step < 1) {
            throw new IllegalArgumentException("steps count from 1, found " + step);
        }
        return step;
    }
}

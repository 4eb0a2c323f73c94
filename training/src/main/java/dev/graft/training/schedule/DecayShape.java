package dev.graft.training.schedule;

/** How a rate goes from one level to another, in {@code warmup_type} and {@code decay_type} of warm-up, stable and decay. */
public enum DecayShape {
    LINEAR("linear") {
        @Override
        double rising(double progress) {
            return progress;
        }

        @Override
        double falling(double progress, double cycles) {
            return 1 - progress;
        }
    },
    COSINE("cosine") {
        @Override
        double rising(double progress) {
            return 0.5 * (1 - StrictMath.cos(Math.PI * progress));
        }

        @Override
        double falling(double progress, double cycles) {
            return 0.5 * (1 + StrictMath.cos(Math.PI * cycles * 2 * progress));
        }
    },
    ONE_MINUS_ROOT("1-sqrt") {
        @Override
        double rising(double progress) {
            return 1 - Math.sqrt(1 - progress);
        }

        @Override
        double falling(double progress, double cycles) {
            return 1 - Math.sqrt(progress);
        }
    };

    private final String id;

    DecayShape(String id) {
        this.id = id;
    }

    /** The part of a way up that is done, from 0 to 1, where {@code progress} of the steps are. */
    abstract double rising(double progress);

    /**
     * What is left of a way down, from 1 to 0.
     *
     * @param cycles waves of a cosine, of which half a one leads down once
     */
    abstract double falling(double progress, double cycles);

    @Override
    public String toString() {
        return id;
    }
}

package dev.graft.training.step;

import java.util.List;

/** The loss or its gradient became NaN or infinite. What was saved before is untouched. */
public final class NonFiniteLossException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_LISTED = 32;

    NonFiniteLossException(long step, double loss, double gradientNorm, List<String> samples) {
        super("the loss of step " + step + " is " + loss + " and its gradient norm " + gradientNorm
                + "; training stopped, the last checkpoint is kept. Samples: " + listed(samples)
                + ". Lower the learning rate, clip the gradient, or look at these samples");
    }

    public static NonFiniteLossException at(long step, double loss, double gradientNorm, List<TrainingSample> samples) {
        List<String> ids = samples.stream().map(TrainingSample::id).toList();
        return new NonFiniteLossException(step, loss, gradientNorm, ids);
    }

    private static String listed(List<String> samples) {
        int more = samples.size() - MOST_LISTED;
        return more <= 0 ? samples.toString() : samples.subList(0, MOST_LISTED) + " and " + more + " more";
    }
}

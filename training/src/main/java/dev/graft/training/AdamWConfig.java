package dev.graft.training;

/**
 * Settings of {@link AdamW}.
 *
 * @param weightDecay applied to parameters of rank 2 and more; vectors and biases are never decayed
 * @param clipNorm the largest global norm of the gradients; larger ones are scaled down to it. 0 for no limit
 */
public record AdamWConfig(double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) {
    public AdamWConfig {
        require(beta1 >= 0 && beta1 < 1, "beta1 must lie in [0, 1), found " + beta1);
        require(beta2 >= 0 && beta2 < 1, "beta2 must lie in [0, 1), found " + beta2);
        require(epsilon > 0, "epsilon must be positive, found " + epsilon);
        require(weightDecay >= 0, "weight decay must be 0 or more, found " + weightDecay);
        require(clipNorm >= 0, "the clipping norm must be 0 (none) or more, found " + clipNorm);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}

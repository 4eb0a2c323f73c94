package dev.graft.training.loss;

import dev.graft.tensors.Tensor;
import java.util.Arrays;

/**
 * The targets of a contrast: which images and texts of a batch belong together. Texts about the same image belong to
 * all its copies.
 */
public final class PairTargets {
    private PairTargets() {}

    /**
     * Probabilities for {@link InfoNce}: {@code (1 - ε) · alike / number alike + ε / N}.
     *
     * @param images numbers of the images of a batch
     * @param smoothing ε, from 0 to below 1
     * @return {@code [images, texts]}
     */
    public static Tensor probabilities(int[] images, double smoothing) {
        int size = images.length;
        float[] targets = new float[size * size];
        for (int row = 0; row < size; row++) {
            int own = images[row];
            long alike = Arrays.stream(images).filter(image -> image == own).count();
            for (int column = 0; column < size; column++) {
                double share = images[column] == own ? (1 - smoothing) / alike : 0;
                targets[row * size + column] = (float) (share + smoothing / size);
            }
        }
        return Tensor.of(targets, size, size);
    }

    /** Signs for {@link SigmoidContrast}: 1 for what belongs together, -1 for what does not. */
    public static Tensor signs(int[] images) {
        int size = images.length;
        float[] signs = new float[size * size];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = images[i / size] == images[i % size] ? 1 : -1;
        }
        return Tensor.of(signs, size, size);
    }
}

package dev.graft.training;

import dev.graft.graph.Tensor;
import dev.graft.models.data.SplitMix64;
import java.util.function.IntToDoubleFunction;

/**
 * Draws for each pair of a batch what does not belong to it but looks as if it did (Li et al. 2021, arXiv:2107.07651): the
 * more alike, the likelier, as a softmax says. What shows the same image is never drawn.
 *
 * @param images for each text the row of an image, {@code [batch]} INT64
 * @param texts for each image the row of a text, {@code [batch]} INT64
 */
record HardNegatives(Tensor images, Tensor texts) {
    /**
     * Draws.
     *
     * @param similarities {@code [images, texts]}
     * @param shown the number of each row's image; there are at least two different ones
     */
    static HardNegatives draw(Tensor similarities, int[] shown, SplitMix64 random) {
        int size = shown.length;
        long[] images = new long[size];
        long[] texts = new long[size];
        for (int row = 0; row < size; row++) {
            int own = row;
            images[row] = draw(other -> similarities.floats().get(other * size + own), own, shown, random);
            texts[row] = draw(other -> similarities.floats().get(own * size + other), own, shown, random);
        }
        return new HardNegatives(Tensor.of(images, size), Tensor.of(texts, size));
    }

    private static int draw(IntToDoubleFunction similarity, int own, int[] shown, SplitMix64 random) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int other = 0; other < shown.length; other++) {
            if (shown[other] != shown[own]) {
                highest = Math.max(highest, similarity.applyAsDouble(other));
            }
        }
        double[] sums = new double[shown.length];
        double sum = 0;
        int last = -1;
        for (int other = 0; other < shown.length; other++) {
            if (shown[other] != shown[own]) {
                sum += StrictMath.exp(similarity.applyAsDouble(other) - highest);
                last = other;
            }
            sums[other] = sum;
        }
        double drawn = random.between(0, sum);
        for (int other = 0; other < shown.length; other++) {
            if (shown[other] != shown[own] && drawn < sums[other]) {
                return other;
            }
        }
        return last; // similarities that are no numbers; the loss will say so
    }
}

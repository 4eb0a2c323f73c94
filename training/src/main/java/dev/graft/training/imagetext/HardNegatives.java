package dev.graft.training.imagetext;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.tensors.Tensor;
import java.util.function.IntToDoubleFunction;

/**
 * Draws for each pair of a batch what does not belong to it but looks as if it did (Li et al. 2021, arXiv:2107.07651): the
 * more alike, the likelier, as a softmax says. What belongs to the pair is never drawn.
 *
 * @param images for each text the row of an image, {@code [batch]} INT64
 * @param texts for each image the row of a text, {@code [batch]} INT64
 */
record HardNegatives(Tensor images, Tensor texts) {
    /** Which pairs say the same, so that neither is a negative of the other. */
    @FunctionalInterface
    interface Alike {
        /** Whether the text of one row would be right of the image of another, and the other way round. */
        boolean test(int row, int other);
    }

    /**
     * Draws.
     *
     * @param similarities {@code [images, texts]}
     * @param alike true of each row and itself; each row has another of which it is not
     */
    static HardNegatives draw(Tensor similarities, Alike alike, SplitMix64 random) {
        int size = Math.toIntExact(similarities.dim(0));
        long[] images = new long[size];
        long[] texts = new long[size];
        for (int row = 0; row < size; row++) {
            int own = row;
            images[row] = draw(other -> similarities.floats().get(other * size + own), own, size, alike, random);
            texts[row] = draw(other -> similarities.floats().get(own * size + other), own, size, alike, random);
        }
        return new HardNegatives(Tensor.of(images, size), Tensor.of(texts, size));
    }

    private static int draw(IntToDoubleFunction similarity, int own, int size, Alike alike, SplitMix64 random) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int other = 0; other < size; other++) {
            if (!alike.test(own, other)) {
                highest = Math.max(highest, similarity.applyAsDouble(other));
            }
        }
        double[] sums = new double[size];
        double sum = 0;
        int last = -1;
        for (int other = 0; other < size; other++) {
            if (!alike.test(own, other)) {
                sum += StrictMath.exp(similarity.applyAsDouble(other) - highest);
                last = other;
            }
            sums[other] = sum;
        }
        double drawn = random.between(0, sum);
        for (int other = 0; other < size; other++) {
            if (!alike.test(own, other) && drawn < sums[other]) {
                return other;
            }
        }
        return last; // similarities that are no numbers; the loss will say so
    }
}

package dev.graft.eval.similarity;

/**
 * The scores of how well images and captions go together; what gives the numbers, a pair of towers or a matching head,
 * is its own affair.
 */
@FunctionalInterface
public interface PairScores {
    /**
     * The score of a pair, higher for a better one; finite.
     *
     * @param image number of the image
     * @param caption number of the caption
     */
    double score(int image, int caption);

    /** Scores from a matrix {@code [images, captions]}. */
    static PairScores of(float[][] matrix) {
        return (image, caption) -> matrix[image][caption];
    }
}

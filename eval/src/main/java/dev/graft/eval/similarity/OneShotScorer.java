package dev.graft.eval.similarity;

import java.nio.file.Path;
import java.util.List;

/** A scorer of one-shot tasks, which tells how well an image goes with each of several examples. */
@FunctionalInterface
public interface OneShotScorer {
    /**
     * The score of a query with each example, higher for a better one; finite.
     *
     * @param query an image file
     * @param examples image files, one of each class
     */
    double[] scores(Path query, List<Path> examples);
}

package dev.graft.eval.similarity;

/**
 * A second, better and slower look at the best candidates, as BLIP-2 does with its image-text matching head (Li et al. 2023):
 * they are put in order by the sum of the first and the second score.
 *
 * @param scores the second scores
 * @param candidates how many of the best by the first score; BLIP-2 takes 128
 */
public record Reranking(PairScores scores, int candidates) {
    public Reranking {
        if (candidates < 1) {
            throw new IllegalArgumentException("re-ranking needs at least one candidate, found " + candidates);
        }
    }
}

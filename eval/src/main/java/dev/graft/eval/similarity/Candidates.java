package dev.graft.eval.similarity;

import dev.graft.tensors.InvalidInputException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/** What a query may find, in the order of scores; of equal ones those that are wrong come first. */
final class Candidates {
    private final double[] scores;
    private final boolean[] preferred;
    private final IntPredicate right;

    /**
     * @param score of a candidate, finite
     * @param right whether a candidate is one to find
     */
    Candidates(int count, IntToDoubleFunction score, IntPredicate right) {
        this.scores = new double[count];
        this.preferred = new boolean[count];
        this.right = right;
        for (int i = 0; i < count; i++) {
            scores[i] = finite(score.applyAsDouble(i));
        }
    }

    /** Adds a second score to the first candidates, and puts them before all others. */
    void rerank(int depth, IntToDoubleFunction second) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.<Integer>comparingDouble(i -> -scores[i]).thenComparing(right::test));
        for (int i = 0; i < Math.min(depth, order.length); i++) {
            scores[order[i]] = finite(scores[order[i]] + second.applyAsDouble(order[i]));
            preferred[order[i]] = true;
        }
    }

    /** The place of the first right one, from 1; the last place and one more where none is right. */
    int rank() {
        int best = -1;
        for (int i = 0; i < scores.length; i++) {
            if (right.test(i) && (best < 0 || isBefore(i, best))) {
                best = i;
            }
        }
        int rank = 1;
        for (int i = 0; i < scores.length; i++) {
            rank += !right.test(i) && (best < 0 || !isBefore(best, i)) ? 1 : 0;
        }
        return rank;
    }

    private boolean isBefore(int a, int b) {
        return preferred[a] == preferred[b] ? scores[a] > scores[b] : preferred[a];
    }

    private static double finite(double score) {
        if (!Double.isFinite(score)) {
            throw new InvalidInputException("expected finite scores to rank by, found " + score);
        }
        return score;
    }
}

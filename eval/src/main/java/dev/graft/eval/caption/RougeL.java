package dev.graft.eval.caption;

import java.util.List;

/**
 * ROUGE-L of a caption (Lin 2004): by the longest common subsequence with a reference.
 *
 * <p>{@code F = (1 + b^2) P R / (R + b^2 P)} with b = 1.2. As in the official program, P is the best precision and R the best
 * recall over the references, which may be of different ones.
 */
public final class RougeL {
    private static final double BETA = 1.2;

    private RougeL() {}

    /** From 0 to 1; 0 for an empty caption. */
    public static double of(TokenisedCaption caption) {
        double precision = 0;
        double recall = 0;
        for (List<String> reference : caption.references()) {
            int common = commonSubsequence(caption.caption(), reference);
            if (common > 0) {
                precision =
                        Math.max(precision, (double) common / caption.caption().size());
                recall = Math.max(recall, (double) common / reference.size());
            }
        }
        return precision == 0 ? 0 : (1 + BETA * BETA) * precision * recall / (recall + BETA * BETA * precision);
    }

    /** The length of the longest sequence of words that both have in this order. */
    private static int commonSubsequence(List<String> a, List<String> b) {
        int[] lengths = new int[b.size() + 1];
        for (String word : a) {
            int diagonal = 0;
            for (int j = 1; j <= b.size(); j++) {
                int above = lengths[j];
                lengths[j] = word.equals(b.get(j - 1)) ? diagonal + 1 : Math.max(above, lengths[j - 1]);
                diagonal = above;
            }
        }
        return lengths[b.size()];
    }
}

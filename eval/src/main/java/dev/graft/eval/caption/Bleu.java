package dev.graft.eval.caption;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BLEU of a whole set of captions (Papineni et al. 2002).
 *
 * <p>{@code BLEU-k = BP * (product over n <= k of correct_n / proposed_n)^(1/k)}: of all runs of n words that the captions
 * propose, those that a reference of the same image has too, each as often as in the reference with most of them. {@code BP
 * = exp(1 - r / c)} where the captions' length c is less than r, the sum of the references' lengths closest to each caption,
 * of two equally close ones the shorter. The official program's small terms, which keep a set without any common run from
 * being 0, are kept.
 */
public final class Bleu {
    /** The longest runs. */
    public static final int ORDER = 4;

    private static final int COUNTS = 2 * ORDER + 2;

    private static final double TINY = 1e-15;
    private static final double SMALL = 1e-9;

    private Bleu() {}

    /** BLEU-1 to BLEU-4, from 0 to 1. */
    public static double[] of(List<TokenisedCaption> captions) {
        double[] sums = new double[COUNTS];
        for (TokenisedCaption caption : captions) {
            double[] counts = counts(caption);
            Arrays.setAll(sums, i -> sums[i] + counts[i]);
        }
        return of(sums);
    }

    /** What is counted in a caption, to be added up over the set: runs in common and proposed by length, then the lengths. */
    public static double[] counts(TokenisedCaption caption) {
        double[] counts = new double[COUNTS];
        for (int n = 1; n <= ORDER; n++) {
            counts[n - 1] = common(caption, n);
            counts[ORDER + n - 1] = Math.max(0, caption.caption().size() - n + 1);
        }
        counts[2 * ORDER] = caption.caption().size();
        counts[2 * ORDER + 1] = closestLength(caption);
        return counts;
    }

    /** BLEU-1 to BLEU-4 of a set, of the sums of its captions' {@link #counts}. */
    public static double[] of(double[] sums) {
        double ratio = (sums[2 * ORDER] + TINY) / (sums[2 * ORDER + 1] + SMALL);
        double brevity = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
        double[] bleu = new double[ORDER];
        double product = 1;
        for (int n = 1; n <= ORDER; n++) {
            product *= (sums[n - 1] + TINY) / (sums[ORDER + n - 1] + SMALL);
            bleu[n - 1] = brevity * Math.pow(product, 1.0 / n);
        }
        return bleu;
    }

    private static int closestLength(TokenisedCaption caption) {
        int length = caption.caption().size();
        int closest = Integer.MAX_VALUE;
        for (List<String> reference : caption.references()) {
            int distance = Math.abs(reference.size() - length);
            int best = Math.abs(closest - length);
            if (distance < best || distance == best && reference.size() < closest) {
                closest = reference.size();
            }
        }
        return closest;
    }

    private static long common(TokenisedCaption caption, int n) {
        Map<List<String>, Integer> most = new HashMap<>();
        for (List<String> reference : caption.references()) {
            NGrams.count(reference, n).forEach((run, count) -> most.merge(run, count, Math::max));
        }
        long common = 0;
        for (Map.Entry<List<String>, Integer> run :
                NGrams.count(caption.caption(), n).entrySet()) {
            common += Math.min(run.getValue(), most.getOrDefault(run.getKey(), 0));
        }
        return common;
    }
}

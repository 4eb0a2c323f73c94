package dev.graft.backbones.decoding;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Gathers the log-probabilities of given texts while a decoder reads them, one token of each at a time. */
final class ContinuationScores {
    private final List<long[]> texts;
    private final List<double[]> scores;
    private final int longest;
    private int read;

    ContinuationScores(List<long[]> texts) {
        this.texts = texts;
        this.scores = texts.stream().map(ids -> new double[ids.length]).toList();
        this.longest = texts.stream().mapToInt(ids -> ids.length).max().orElse(0);
    }

    /**
     * Takes the logits that predict the next token of each text.
     *
     * @param offsets where those of a text begin
     */
    void read(FloatBuffer logits, IntUnaryOperator offsets, int vocabulary) {
        for (int row = 0; row < texts.size(); row++) {
            long[] ids = texts.get(row);
            if (read < ids.length) {
                int offset = offsets.applyAsInt(row);
                scores.get(row)[read] =
                        logits.get(offset + Math.toIntExact(ids[read])) - logSumExp(logits, offset, vocabulary);
            }
        }
        read++;
    }

    /** Summed in double, since the difference of two large numbers is what is asked for. */
    private static double logSumExp(FloatBuffer logits, int offset, int vocabulary) {
        double top = Double.NEGATIVE_INFINITY;
        for (int token = 0; token < vocabulary; token++) {
            top = Math.max(top, logits.get(offset + token));
        }
        double sum = 0;
        for (int token = 0; token < vocabulary; token++) {
            sum += Math.exp(logits.get(offset + token) - top);
        }
        return top + Math.log(sum);
    }

    /** The token of each text that was predicted last, to be read next; any token of a text that is over. */
    long[] lastRead() {
        return texts.stream()
                .mapToLong(ids -> ids.length == 0 ? 0 : ids[Math.min(read, ids.length) - 1])
                .toArray();
    }

    boolean isComplete() {
        return read >= longest;
    }

    List<double[]> all() {
        return scores;
    }
}

package dev.graft.backbones.generation;

import java.nio.FloatBuffer;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Picks the next token from one row of logits. */
final class TokenPicker {
    /** Logits that are looked at together: one by one out of a buffer they take three times as long. */
    private static final int TOGETHER = 4096;

    private final float[] part = new float[TOGETHER];
    private final GenerationOptions options;
    private final SplittableRandom random;

    TokenPicker(GenerationOptions options, int row) {
        this.options = options;
        this.random = new SplittableRandom(options.seed() * 0x9E3779B97F4A7C15L + row);
    }

    /** The token for the row of {@code vocabulary} logits that starts at {@code offset}. */
    int pick(FloatBuffer logits, int offset, int vocabulary) {
        return options.isGreedy() ? likeliest(logits, offset, vocabulary) : draw(logits, offset, vocabulary);
    }

    /** The first of equals, as in PyTorch's argmax. */
    private int likeliest(FloatBuffer logits, int offset, int vocabulary) {
        int best = 0;
        float most = logits.get(offset);
        for (int from = 0; from < vocabulary; from += TOGETHER) {
            int count = Math.min(TOGETHER, vocabulary - from);
            logits.get(offset + from, part, 0, count);
            for (int i = 0; i < count; i++) {
                if (part[i] > most) {
                    most = part[i];
                    best = from + i;
                }
            }
        }
        return best;
    }

    private int draw(FloatBuffer logits, int offset, int vocabulary) {
        double top = logits.get(offset + likeliest(logits, offset, vocabulary));
        double[] weights = new double[vocabulary];
        for (int token = 0; token < vocabulary; token++) {
            weights[token] = Math.exp((logits.get(offset + token) - top) / options.temperature());
        }
        int[] order = IntStream.range(0, vocabulary)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer token) -> -weights[token]))
                .mapToInt(Integer::intValue)
                .toArray();
        int kept = kept(weights, order);
        double total = 0;
        for (int i = 0; i < kept; i++) {
            total += weights[order[i]];
        }
        double mark = random.nextDouble() * total;
        for (int i = 0; i < kept; i++) {
            mark -= weights[order[i]];
            if (mark < 0) {
                return order[i];
            }
        }
        return order[kept - 1];
    }

    private int kept(double[] weights, int[] order) {
        int kept = options.topK() == 0 ? order.length : Math.min(options.topK(), order.length);
        double total = 0;
        for (int i = 0; i < kept; i++) {
            total += weights[order[i]];
        }
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += weights[order[i]];
            if (sum >= options.topP() * total) {
                return i + 1;
            }
        }
        return kept;
    }
}

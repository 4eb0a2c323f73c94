package dev.graft.backbones.decoding;

import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.rule.TextSoFar;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Picks the next token from one row of logits. */
final class TokenPicker {
    /** Logits that are looked at together: one by one out of a buffer they take three times as long. */
    private static final int TOGETHER = 4096;

    private final float[] part = new float[TOGETHER];
    private final GenerationOptions options;
    private final SplittableRandom random;

    TokenPicker(GenerationOptions options, int row) {
        this.options = options;
        this.random = new SplittableRandom(options.drawing().seed() * 0x9E3779B97F4A7C15L + row);
    }

    /** The token for a row of logits. */
    int pick(Logits logits, int row, Supplier<TextSoFar> text) {
        return options.isGreedy()
                ? likeliest(logits.values(), logits.offset(row), logits.vocabulary())
                : pick(logits.row(row), text);
    }

    private int pick(float[] scores, Supplier<TextSoFar> text) {
        if (!options.rules().isEmpty()) {
            TextSoFar read = text.get();
            options.rules().forEach(rule -> rule.apply(scores, read));
        }
        if (options.drawing().isNone()) {
            return likeliest(FloatBuffer.wrap(scores), 0, scores.length);
        }
        new Filters(options.drawing(), 1).apply(scores);
        return draw(Filters.probabilities(scores), random);
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

    /** A place, each as often as it is probable. */
    static int draw(double[] probabilities, SplittableRandom random) {
        double total = 0;
        for (double probability : probabilities) {
            total += probability;
        }
        double mark = random.nextDouble() * total;
        int last = 0;
        for (int place = 0; place < probabilities.length; place++) {
            if (probabilities[place] > 0) {
                last = place;
                mark -= probabilities[place];
                if (mark < 0) {
                    return place;
                }
            }
        }
        return last;
    }
}

package dev.graft.backbones.generation.rule;

/**
 * Forbids a token that would repeat a run of tokens of the text or its prompt.
 *
 * @param size of the runs in tokens
 */
public record NoRepeatedNgrams(int size) implements TokenRule {
    public NoRepeatedNgrams {
        Requirement.positive("no_repeat_ngram_size", size);
    }

    @Override
    public void apply(float[] scores, TextSoFar text) {
        forbid(scores, text, text.ids(), size);
    }

    /** Forbids what follows the text's last {@code size - 1} tokens anywhere in what was read. */
    static void forbid(float[] scores, TextSoFar text, long[] read, int size) {
        if (text.ids().length < size - 1) {
            return;
        }
        long[] beginning = text.last(size - 1);
        for (int from = 0; from + size <= read.length; from++) {
            long next = read[from + size - 1];
            if (next >= 0 && next < scores.length && matches(read, from, beginning)) {
                scores[(int) next] = NEVER;
            }
        }
    }

    private static boolean matches(long[] read, int from, long[] beginning) {
        for (int i = 0; i < beginning.length; i++) {
            if (read[from + i] != beginning[i]) {
                return false;
            }
        }
        return true;
    }
}

package dev.graft.backbones.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One text to learn by teacher forcing.
 *
 * @param prompt the tokens that are read first
 * @param learnt places in the prompt whose tokens are predicted from those before them, ascending and not 0; mostly none. A
 *     model that reads its prompt in an encoder predicts none of it
 * @param target the tokens to predict after the prompt
 * @param marks of each token of the prompt in the mask, where they differ; else empty, see {@link LanguageModel#promptMark}
 */
public record TextRow(long[] prompt, int[] learnt, long[] target, long[] marks) {
    private static final int[] NONE = {};

    public TextRow {
        if (learnt.length > 0 && (learnt[0] < 1 || learnt[learnt.length - 1] >= prompt.length)) {
            throw new IllegalArgumentException("places to learn must lie in 1.." + (prompt.length - 1) + ", found "
                    + learnt[0] + ".." + learnt[learnt.length - 1]);
        }
        if (marks.length != 0 && marks.length != prompt.length) {
            throw new IllegalArgumentException(marks.length + " marks for a prompt of " + prompt.length + " tokens");
        }
    }

    /** A prompt whose tokens are marked alike. */
    public TextRow(long[] prompt, int[] learnt, long[] target) {
        this(prompt, learnt, target, new long[0]);
    }

    /** The mark of each token of the prompt; the given one where they have none of their own. */
    long[] marks(long otherwise) {
        if (marks.length != 0) {
            return marks;
        }
        long[] alike = new long[prompt.length];
        Arrays.fill(alike, otherwise);
        return alike;
    }

    /** A prompt of which nothing is learnt, and what follows it. */
    public static TextRow of(long[] prompt, long[] target) {
        return new TextRow(prompt, NONE, target);
    }

    /** Each prompt with the target after it. */
    public static List<TextRow> all(List<long[]> prompts, List<long[]> targets) {
        List<TextRow> rows = new ArrayList<>();
        for (int row = 0; row < prompts.size(); row++) {
            rows.add(of(prompts.get(row), targets.get(row)));
        }
        return rows;
    }

    /** How many tokens are read and predicted. */
    public int length() {
        return prompt.length + target.length;
    }

    /** How many tokens are predicted. */
    public int targets() {
        return learnt.length + target.length;
    }
}

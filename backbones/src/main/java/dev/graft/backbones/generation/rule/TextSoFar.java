package dev.graft.backbones.generation.rule;

import java.util.Arrays;
import java.util.List;

/**
 * A text at the place of its next token, as rules see it.
 *
 * @param ids the tokens that the decoder has read: those of the prompt, then those written. A negative id stands for something that
 *     is no token, such as a part of an image. A decoder beside an encoder has read its start token alone
 * @param prompt how many of them are the prompt's
 * @param encoderIds what an encoder has read; empty where there is none
 * @param ends the tokens that end a text
 * @param most tokens of prompt and text together, at which it is cut off
 */
public record TextSoFar(long[] ids, int prompt, long[] encoderIds, List<Long> ends, int most) {
    /** Tokens written so far. */
    public int written() {
        return ids.length - prompt;
    }

    /** Whether the last tokens are the given ones. */
    boolean endsIn(List<Long> tokens) {
        int from = ids.length - tokens.size();
        for (int i = 0; i < tokens.size(); i++) {
            if (from < 0 || ids[from + i] != tokens.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** The last tokens. */
    long[] last(int count) {
        return Arrays.copyOfRange(ids, ids.length - count, ids.length);
    }
}

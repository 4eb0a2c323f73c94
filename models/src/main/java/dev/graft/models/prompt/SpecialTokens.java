package dev.graft.models.prompt;

import dev.graft.backbones.tokenizer.Tokenizer;
import java.util.Arrays;

/** The tokens that a tokenizer puts before and after every text, such as {@code <s>}. */
record SpecialTokens(long[] before, long[] after) {
    static SpecialTokens of(Tokenizer tokenizer) {
        long[] plain = tokenizer.encode("a", false);
        long[] whole = tokenizer.encode("a", true);
        for (int start = 0; start + plain.length <= whole.length; start++) {
            int end = start + plain.length;
            if (Arrays.equals(plain, Arrays.copyOfRange(whole, start, end))) {
                return new SpecialTokens(Arrays.copyOf(whole, start), Arrays.copyOfRange(whole, end, whole.length));
            }
        }
        return new SpecialTokens(new long[0], new long[0]);
    }
}

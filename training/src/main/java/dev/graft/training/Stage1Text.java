package dev.graft.training;

import dev.graft.backbones.Tokenizer;
import dev.graft.models.data.Sample;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Writes captions as BERT reads them: {@code [CLS] words [SEP]}, and with {@code [DEC]} in front where they are to be
 * generated. A tokenizer that has no such tokens, as those of language models, is given them after its own.
 */
final class Stage1Text {
    /**
     * The tokens that BLIP-2 sets.
     *
     * @param begin before a text that is read
     * @param end after any text
     * @param generate before a text that is generated
     * @param vocabulary one more than the highest id of a token
     */
    record Ids(long begin, long end, long generate, int vocabulary) {
        static Ids of(Tokenizer tokenizer) {
            long[] next = {tokenizer.vocabularySize()};
            long begin = tokenizer.addedTokenId("[CLS]").orElseGet(() -> next[0]++);
            OptionalLong separator = tokenizer.addedTokenId("[SEP]");
            long end = (separator.isPresent() ? separator : tokenizer.eosId()).orElseGet(() -> next[0]++);
            long generate = tokenizer.addedTokenId("[DEC]").orElseGet(() -> next[0]++);
            return new Ids(begin, end, generate, Math.toIntExact(next[0]));
        }
    }

    private final Tokenizer tokenizer;
    private final Ids ids;
    private final int longest;

    /** @param longest tokens of a text, with those at its ends; what is longer is cut as in LAVIS */
    Stage1Text(Tokenizer tokenizer, int longest) {
        if (longest < 3) {
            throw new IllegalArgumentException("setting 'objective.text_tokens' must be at least 3, found " + longest);
        }
        this.tokenizer = tokenizer;
        this.ids = Ids.of(tokenizer);
        this.longest = longest;
    }

    Ids ids() {
        return ids;
    }

    /** The caption of a sample, or its question and the answer, in tokens. */
    long[] encode(Sample sample) {
        String text = sample.question().isBlank() ? sample.target() : sample.question() + " " + sample.target();
        long[] words = tokenizer.encode(text.strip(), false);
        int kept = Math.min(words.length, longest - 2);
        long[] encoded = new long[kept + 2];
        encoded[0] = ids.begin;
        System.arraycopy(words, 0, encoded, 1, kept);
        encoded[kept + 1] = ids.end;
        return encoded;
    }

    /** The same text as it is generated. */
    static long[] generated(long[] encoded, Ids ids) {
        long[] generated = Arrays.copyOf(encoded, encoded.length);
        generated[0] = ids.generate;
        return generated;
    }
}

package dev.graft.models.imagetext;

import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.data.Sample;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes texts for a Q-Former, as BERT reads them: {@code [CLS] words [SEP]}, and with {@code [DEC]} in front where they are
 * to be generated. A tokenizer that has no such tokens, as those of language models, is given them after its own.
 */
public final class QFormerText {
    /**
     * The tokens that BLIP-2 sets.
     *
     * @param begin before a text that is read
     * @param end after any text
     * @param generate before a text that is generated
     * @param vocabulary one more than the highest id of a token
     */
    public record Ids(long begin, long end, long generate, int vocabulary) {
        static Ids of(Tokenizer tokenizer) {
            long[] next = {tokenizer.vocabularySize()};
            long begin = tokenizer.addedTokenId("[CLS]").orElseGet(() -> next[0]++);
            OptionalLong separator = tokenizer.addedTokenId("[SEP]");
            long end = (separator.isPresent() ? separator : tokenizer.eosId()).orElseGet(() -> next[0]++);
            long generate = tokenizer.addedTokenId("[DEC]").orElseGet(() -> next[0]++);
            return new Ids(begin, end, generate, Math.toIntExact(next[0]));
        }
    }

    /**
     * Texts of several lengths, the shorter ones filled up.
     *
     * @param ids {@code [texts, tokens]} INT64
     * @param mask {@code [texts, tokens]} INT64: 1 for a token, 0 for padding
     */
    public record Batch(Tensor ids, Tensor mask) {
        /** Lays out texts in rows of {@code tokens}, none of which is longer. */
        public static Batch of(List<long[]> texts, int tokens) {
            Tensor ids = Tensor.allocate(ElementType.INT64, texts.size(), tokens);
            Tensor mask = Tensor.allocate(ElementType.INT64, texts.size(), tokens);
            for (int row = 0; row < texts.size(); row++) {
                long[] text = texts.get(row);
                long[] seen = new long[text.length];
                Arrays.fill(seen, 1);
                ids.longs().put(row * tokens, text);
                mask.longs().put(row * tokens, seen);
            }
            return new Batch(ids, mask);
        }
    }

    private final Tokenizer tokenizer;
    private final Ids ids;
    private final int longest;
    private final boolean cleaned;

    /**
     * Texts in the tokens of a tokenizer, which the caller closes.
     *
     * @param longest tokens of a text, with those at its ends; what is longer is cut as in LAVIS
     * @param cleaned whether texts are written as {@link BlipCaption} writes captions
     */
    public QFormerText(Tokenizer tokenizer, int longest, boolean cleaned) {
        if (longest < 3) {
            throw new InvalidInputException("setting 'objective.text_tokens' must be at least 3, found " + longest);
        }
        this.tokenizer = tokenizer;
        this.ids = Ids.of(tokenizer);
        this.longest = longest;
        this.cleaned = cleaned;
    }

    public Ids ids() {
        return ids;
    }

    /** The text of a sample: its caption, or its question and the answer. */
    public static String of(Sample sample) {
        return sample.question().isBlank() ? sample.target() : sample.question() + " " + sample.target();
    }

    /** A text that is read, in tokens. */
    public long[] encode(String text) {
        String written = cleaned ? BlipCaption.cleaned(text) : text.strip();
        long[] words = tokenizer.encode(written, false);
        int kept = Math.min(words.length, longest - 2);
        long[] encoded = new long[kept + 2];
        encoded[0] = ids.begin;
        System.arraycopy(words, 0, encoded, 1, kept);
        encoded[kept + 1] = ids.end;
        return encoded;
    }

    /** The same text as it is generated. */
    public static long[] generated(long[] encoded, Ids ids) {
        long[] generated = Arrays.copyOf(encoded, encoded.length);
        generated[0] = ids.generate;
        return generated;
    }
}

package dev.graft.models;

import dev.graft.backbones.EncoderDecoderModel;
import dev.graft.backbones.LanguageModel;
import dev.graft.backbones.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * How a question about an image becomes tokens.
 *
 * @param prompt the text that is read, with {@code {image}} where the visual tokens go and {@code {question}}
 * @param answer the text that is learnt, with {@code {answer}}; what follows it ends an answer, which suits a language
 *     model that was never taught an end token
 */
public record PromptTemplate(String prompt, String answer) {
    public static final String IMAGE = "{image}";
    public static final String QUESTION = "{question}";
    public static final String ANSWER = "{answer}";

    /** Ends of answers, to see how the text after them is cut into tokens. */
    private static final List<String> PROBES = List.of("a", "x", "7", "o", "q");

    /** The image, then the question, then the answer. */
    public static final PromptTemplate DEFAULT =
            new PromptTemplate(IMAGE + "Question: " + QUESTION + " Answer:", " " + ANSWER);

    public PromptTemplate {
        requireOnce(prompt, IMAGE, "prompt");
        requireOnce(answer, ANSWER, "answer");
        if (prompt.split(Pattern.quote(QUESTION), -1).length > 2) {
            throw new IllegalArgumentException("the prompt template must contain " + QUESTION + " at most once");
        }
    }

    private static void requireOnce(String text, String mark, String what) {
        if (text.indexOf(mark) < 0 || text.indexOf(mark) != text.lastIndexOf(mark)) {
            throw new IllegalArgumentException(
                    "the " + what + " template must contain " + mark + " exactly once, found '" + text + "'");
        }
    }

    /**
     * A prompt in tokens.
     *
     * @param visualTokens places to leave for visual tokens; 0 for a prompt without an image
     */
    public EncodedPrompt encode(Tokenizer tokenizer, LanguageModel model, String question, int visualTokens) {
        String text = prompt.replace(QUESTION, question);
        int mark = text.indexOf(IMAGE);
        SpecialTokens special = SpecialTokens.of(tokenizer);
        long[] before = tokenizer.encode(text.substring(0, mark), false);
        long[] after = tokenizer.encode(text.substring(mark + IMAGE.length()), false);
        long[] start = join(special.before(), before);
        long[] ids = join(join(start, new long[visualTokens]), after);
        // An encoder reads a whole text with its end, a decoder-only model goes on from the prompt.
        long[] whole = model instanceof EncoderDecoderModel ? join(ids, special.after()) : ids;
        return new EncodedPrompt(whole, start.length, visualTokens);
    }

    /**
     * The tokens to learn for an answer. They end in those of {@link #stop}, or, where the template has nothing after
     * {@code {answer}}, in the model's end token.
     */
    public long[] encodeAnswer(Tokenizer tokenizer, LanguageModel model, String text) {
        if (!end().isEmpty()) {
            long[] stop = stop(tokenizer).stream().mapToLong(Long::longValue).toArray();
            return join(tokenizer.encode(begin() + text, false), stop);
        }
        long[] ids = tokenizer.encode(begin() + text, false);
        List<Long> eos = model.config().eosIds();
        return eos.isEmpty() ? ids : join(ids, new long[] {eos.get(0)});
    }

    /**
     * The tokens of the text that ends an answer; empty where the model's own end token does. They are the same after
     * every answer: a tokenizer that merges the last letter of an answer with what follows would hide the end.
     *
     * @throws IllegalArgumentException if the tokenizer makes no tokens of that text
     */
    public List<Long> stop(Tokenizer tokenizer) {
        if (end().isEmpty()) {
            return List.of();
        }
        for (String probe : PROBES) {
            long[] without = tokenizer.encode(begin() + probe, false);
            long[] with = tokenizer.encode(begin() + probe + end(), false);
            if (with.length > without.length && Arrays.equals(without, Arrays.copyOf(with, without.length))) {
                return Arrays.stream(with).skip(without.length).boxed().toList();
            }
        }
        long[] alone = tokenizer.encode(end(), false);
        if (alone.length == 0) {
            throw new IllegalArgumentException("the answer template ends in '" + end()
                    + "', of which the tokenizer makes no tokens; choose another text or none");
        }
        return Arrays.stream(alone).boxed().toList();
    }

    private String begin() {
        return answer.substring(0, answer.indexOf(ANSWER));
    }

    private String end() {
        return answer.substring(answer.indexOf(ANSWER) + ANSWER.length());
    }

    private static long[] join(long[] first, long[] second) {
        return LongStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }
}

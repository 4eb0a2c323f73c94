package dev.graft.models.prompt;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.tensors.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;

/** Makes tokens of prompts and answers, as one language model reads them. Safe for use by many threads. */
public final class PromptEncoder {
    private static final long[] NO_TOKENS = {};

    /** Ends of answers, to see how the text after them is cut into tokens. */
    private static final List<String> PROBES = List.of("a", "x", "7", "o", "q");

    private final Tokenizer tokenizer;
    private final PromptReading reading;
    private final SpecialTokens special;
    private final boolean readsWholeTexts;
    private final List<Long> ends;
    private final long[] end;

    private PromptEncoder(Tokenizer tokenizer, PromptReading reading, boolean readsWholeTexts, List<Long> eosIds) {
        this.tokenizer = tokenizer;
        this.reading = reading;
        this.special = SpecialTokens.of(tokenizer);
        this.readsWholeTexts = readsWholeTexts;
        this.ends = eosIds;
        this.end = eosIds.stream().limit(1).mapToLong(Long::longValue).toArray();
        String token = reading.imageToken();
        if (!token.isEmpty() && tokenizer.addedTokenId(token).isEmpty()) {
            throw new InvalidInputException("setting 'prompt.image_token': the tokenizer has no added token '" + token
                    + "'; leave the setting empty where the tokenizer has none for images");
        }
    }

    /** For a language model, which reads prompts as is told. */
    public static PromptEncoder of(Tokenizer tokenizer, LanguageModel model, PromptReading reading) {
        return new PromptEncoder(
                tokenizer, reading, model.readsPromptApart(), model.config().eosIds());
    }

    /**
     * For a decoder-only model.
     *
     * @param eosIds the tokens at which it stops; the first is learnt
     */
    public static PromptEncoder of(Tokenizer tokenizer, List<Long> eosIds, PromptReading reading) {
        return new PromptEncoder(tokenizer, reading, false, eosIds);
    }

    /**
     * The token that stands for a part of an image in the ids of a prompt, for rules about what has been written: the reading's, or
     * where it has none the format's; -1 where the tokenizer does not know it.
     */
    public long imageId(PromptFormat format) {
        String token = reading.imageToken().isEmpty() ? format.imageToken() : reading.imageToken();
        return tokenizer.addedTokenId(token).orElse(-1);
    }

    /**
     * A prompt in tokens.
     *
     * @param visualTokens places to leave for each image
     */
    public <I> EncodedPrompt encode(Prompt<I> prompt, ToIntFunction<? super I> visualTokens) {
        TokenRow row = pieces(prompt, visualTokens).done();
        // An encoder reads a whole text with its end, a decoder-only model goes on from the prompt.
        if (readsWholeTexts) {
            row.add(special.after(), false);
        }
        return row.encoded();
    }

    private <I> PieceTokens<I> pieces(Prompt<I> prompt, ToIntFunction<? super I> visualTokens) {
        long[] beginning = special.before();
        return new PieceTokens<I>(tokenizer, reading, beginning, end, visualTokens)
                .addAll(prompt, !writesBeginning(prompt));
    }

    /** Whether the text itself begins with what the tokenizer would put before it, as many chat templates do. */
    private boolean writesBeginning(Prompt<?> prompt) {
        return !prompt.pieces().isEmpty()
                && prompt.pieces().get(0) instanceof Piece.Text<?> text
                && startsWith(tokenizer.encode(text.text(), false), special.before());
    }

    /**
     * The tokens to learn for an answer. They end in those of {@link #stop}, or, where the form has nothing after the
     * answer, in an end token of the model: that which the form writes at the end of a turn, or else its first.
     *
     * @param prompt what stands before
     */
    public long[] answer(Prompt<?> prompt, AnswerForm form, String text) {
        String written = form.before() + text + turnEnd(form.turnEnd());
        long[] ids = form.continues() && !readsWholeTexts
                ? continued(pieces(prompt, image -> 1).lastRun(), written)
                : tokenizer.encode(written, false);
        return join(ids, form.after().isEmpty() ? endAfter(ids, form) : ids(stop(form)));
    }

    /** The model's end token, unless a turn has ended in one. */
    private long[] endAfter(long[] ids, AnswerForm form) {
        boolean ended = !form.turnEnd().isEmpty() && ids.length > 0 && ends.contains(ids[ids.length - 1]);
        return ended ? NO_TOKENS : end;
    }

    /** What is written behind an answer up to its first added token that is not blank; nothing where it has none. */
    private String turnEnd(String text) {
        for (long id : text.isEmpty() ? NO_TOKENS : tokenizer.encode(text, false)) {
            Optional<String> token = tokenizer.addedToken(id).filter(added -> !added.isBlank());
            if (token.isPresent()) {
                int place = text.indexOf(token.get());
                return place < 0 ? "" : text.substring(0, place + token.get().length());
            }
        }
        return "";
    }

    /** What the whole has more than its beginning; by itself where one token would reach over the seam. */
    private long[] continued(TextRun run, String rest) {
        long[] start = ids(run);
        long[] whole = ids(run.text(rest, false));
        return startsWith(whole, start)
                ? Arrays.copyOfRange(whole, start.length, whole.length)
                : tokenizer.encode(rest, false);
    }

    private long[] ids(TextRun run) {
        TokenRow row = new TokenRow();
        run.encode(tokenizer, row);
        return row.encoded().ids();
    }

    /**
     * The tokens of the text that ends an answer; empty where the model's own end token does. They are the same after
     * every answer: a tokenizer that merges the last letter of an answer with what follows would hide the end.
     *
     * @throws IllegalArgumentException if the tokenizer makes no tokens of that text
     */
    public List<Long> stop(AnswerForm form) {
        if (form.after().isEmpty()) {
            return List.of();
        }
        for (String probe : PROBES) {
            long[] without = tokenizer.encode(form.before() + probe, false);
            long[] with = tokenizer.encode(form.before() + probe + form.after(), false);
            if (with.length > without.length && startsWith(with, without)) {
                return Arrays.stream(with).skip(without.length).boxed().toList();
            }
        }
        long[] alone = tokenizer.encode(form.after(), false);
        if (alone.length == 0) {
            throw new InvalidInputException("the form of answers ends in '" + form.after()
                    + "', of which the tokenizer makes no tokens; choose another text or none");
        }
        return Arrays.stream(alone).boxed().toList();
    }

    private static boolean startsWith(long[] whole, long[] start) {
        return whole.length >= start.length && Arrays.equals(start, Arrays.copyOf(whole, start.length));
    }

    private static long[] ids(List<Long> tokens) {
        return tokens.stream().mapToLong(Long::longValue).toArray();
    }

    private static long[] join(long[] first, long[] second) {
        return LongStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }
}

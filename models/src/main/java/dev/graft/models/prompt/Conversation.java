package dev.graft.models.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a model is to answer, before any format has been chosen.
 *
 * @param instruction what is said before all, such as a task induction or a system message; empty for the format's own
 * @param history what was asked and answered before, or examples to answer by; oldest first
 * @param question what to answer now, empty or without text where an image is only to be described
 */
public record Conversation<I>(String instruction, List<Exchange<I>> history, Prompt<I> question) {
    public Conversation {
        Objects.requireNonNull(instruction, "instruction");
        Objects.requireNonNull(question, "question");
        history = List.copyOf(history);
    }

    /** One question, without history. */
    public static <I> Conversation<I> of(Prompt<I> question) {
        return new Conversation<>("", List.of(), question);
    }

    /** One question about an image. */
    public static <I> Conversation<I> of(I image, String question) {
        return of(Prompt.of(image, question));
    }

    public Conversation<I> withInstruction(String text) {
        return new Conversation<>(text, history, question);
    }

    /** The same question after another history. */
    public Conversation<I> after(List<Exchange<I>> earlier) {
        return new Conversation<>(instruction, earlier, question);
    }

    /** Goes on from the answer to the question with the next one. */
    public Conversation<I> then(String answer, Prompt<I> next) {
        List<Exchange<I>> longer = new ArrayList<>(history);
        longer.add(new Exchange<>(question, answer));
        return new Conversation<>(instruction, longer, next);
    }

    /** The same conversation in words alone. */
    public <J> Conversation<J> withoutImages() {
        List<Exchange<J>> words = new ArrayList<>();
        history.forEach(exchange ->
                words.add(new Exchange<>(Prompt.of(exchange.question().words()), exchange.answer())));
        return new Conversation<>(instruction, words, Prompt.of(question.words()));
    }

    /** The same conversation with something else in place of each image. */
    public <J> Conversation<J> map(Function<? super I, ? extends J> change) {
        List<Exchange<J>> changed = new ArrayList<>();
        history.forEach(exchange -> changed.add(exchange.map(change)));
        return new Conversation<>(instruction, changed, question.map(change));
    }
}

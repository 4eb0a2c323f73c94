package dev.graft.models.prompt;

import java.util.Objects;
import java.util.function.Function;

/**
 * What was asked and what was answered: a turn of a conversation, or an example to answer by.
 *
 * @param question with its images, as the user wrote it
 */
public record Exchange<I>(Prompt<I> question, String answer) {
    public Exchange {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(answer, "answer");
    }

    public <J> Exchange<J> map(Function<? super I, ? extends J> change) {
        return new Exchange<>(question.map(change), answer);
    }
}

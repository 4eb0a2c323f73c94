package dev.graft.models.data;

import java.util.Objects;

/** An earlier question of a conversation with its answer. */
public record Turn(String question, String answer) {
    public Turn {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(answer, "answer");
    }
}

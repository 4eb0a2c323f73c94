package dev.graft.models.prompt;

import java.util.Objects;

/**
 * How an answer is written after a prompt; the loss falls on all of it.
 *
 * @param before text between prompt and answer
 * @param after text that ends an answer; where empty, the language model's end token does
 * @param turnEnd what a chat template writes behind an answer, such as {@code <|im_end|>} and a line break, of which what reaches to the
 *     end of its first added token that is not blank belongs to the answer; empty where there is no such text
 * @param continues whether the tokens are those of one text with what stands before, not of a text of its own. It makes a
 *     difference to tokenizers that mark the beginning of a text
 */
public record AnswerForm(String before, String after, String turnEnd, boolean continues) {
    public AnswerForm {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(turnEnd, "turnEnd");
    }

    /** The answer as a text of its own, ended by {@code after}. */
    public static AnswerForm separate(String before, String after) {
        return new AnswerForm(before, after, "", false);
    }

    /** The answer as the rest of the prompt's text, ended by {@code after}. */
    public static AnswerForm continued(String before, String after) {
        return new AnswerForm(before, after, "", true);
    }

    /** The answer as a turn of a chat, ended by the model's end token, which the template may write itself. */
    public static AnswerForm turn(String before, String turnEnd) {
        return new AnswerForm(before, "", turnEnd, true);
    }
}

package dev.graft.models.prompt;

import java.util.List;

/**
 * How a conversation about images is written for a language model to read, and where the loss falls.
 *
 * <p>It becomes known by a name through a {@link PromptFormats}.
 */
public interface PromptFormat {
    /** The name in configuration files and model folders. */
    String id();

    /** All that is read before the answer to the conversation's question. */
    <I> Prompt<I> write(Conversation<I> conversation);

    /** How the answer goes on from there. */
    AnswerForm answer(Conversation<?> conversation);

    /** Whether a question is part of what is read; a format that only has images described leaves it out. */
    default boolean readsQuestions() {
        return !write(Conversation.of("", "one"))
                .toString()
                .equals(write(Conversation.of("", "two")).toString());
    }

    /** What may be asked where a sample has no question; one is drawn for each sample. Empty to ask nothing. */
    default List<String> instructions() {
        return List.of();
    }

    /** The token that stands for a part of an image in the ids of a prompt, where the tokenizer knows it. */
    default String imageToken() {
        return "<image>";
    }

    /**
     * The format of a name.
     *
     * @throws dev.graft.tensors.InvalidInputException if there is none, with the names there are
     */
    static PromptFormat named(String name) {
        return NamedFormats.ALL.get(name);
    }

    /** The names of all formats: the published ones, then those that others add. */
    static List<String> names() {
        return NamedFormats.ALL.names();
    }
}

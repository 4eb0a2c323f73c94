package dev.graft.models.prompt;

import java.util.List;
import java.util.Set;

/** How a conversation about images is written for a language model to read, and where the loss falls. */
public sealed interface PromptFormat
        permits PromptTemplate, FrozenFormat, Blip2Format, MiniGpt4Format, QwenVlFormat, QwenVlChat, VicunaFormat {
    /** The name in configuration files. */
    String id();

    /** All that is read before the answer to the conversation's question. */
    <I> Prompt<I> write(Conversation<I> conversation);

    /** How the answer goes on from there. */
    AnswerForm answer(Conversation<?> conversation);

    /** What may be asked where a sample has no question; one is drawn for each sample. Empty to ask nothing. */
    default List<String> instructions() {
        return List.of();
    }

    /**
     * A published format.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static PromptFormat named(String name) {
        return NamedFormats.get(name);
    }

    /** The names of all published formats. */
    static Set<String> names() {
        return NamedFormats.ALL.keySet();
    }
}

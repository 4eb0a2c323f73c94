package dev.graft.backbones.generation;

import java.util.List;

/**
 * Texts that one model writes together, token by token. Others may join at any time, and leave before they have come to their end;
 * each text is the one that would be written alone. For one thread at a time.
 */
public interface RunningBatch extends AutoCloseable {
    /**
     * A prompt that is to be continued.
     *
     * @param number of the first of its texts, by which the listener knows it; draws of different numbers differ
     * @param end a further condition under which a text ends
     * @param listener told of tokens as they are chosen, of a beam search at its end
     */
    record Request(EmbeddedPrompt prompt, GenerationOptions options, int number, TextEnd end, TokenListener listener) {}

    /** A request that has joined. */
    interface Entry {
        /** Whether all its texts have come to their ends. */
        boolean isDone();

        /** The texts as they are now, the best first, without the tokens that ended them. */
        List<long[]> texts();

        /** Leaves the batch before the end; nothing more is written. */
        void leave();
    }

    /**
     * Lets requests join, and reads their prompts.
     *
     * @throws dev.graft.tensors.InvalidInputException if a prompt leaves no room for a token, or rules do not fit the model
     */
    List<Entry> join(List<Request> requests);

    /**
     * Writes on, mostly by a token of each text.
     *
     * @return whether any text is left to write on
     */
    boolean step();

    @Override
    void close();
}

package dev.graft.models;

/**
 * How much of a language model's context a conversation and its answer take.
 *
 * @param prompt tokens of the conversation with its images
 * @param answer tokens of the longest answer with its end; 0 where another part of the model writes it, as in an encoder-decoder
 */
public record ContextUse(int prompt, int answer) {
    /** Both together. */
    public int total() {
        return prompt + answer;
    }
}

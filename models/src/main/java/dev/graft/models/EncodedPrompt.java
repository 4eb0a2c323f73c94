package dev.graft.models;

/**
 * A prompt in tokens.
 *
 * @param ids token ids; 0 in the places of visual tokens
 * @param imageStart the place of the first visual token
 * @param visualTokens how many there are
 */
public record EncodedPrompt(long[] ids, int imageStart, int visualTokens) {}

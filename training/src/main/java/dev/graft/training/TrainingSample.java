package dev.graft.training;

import dev.graft.models.EncodedPrompt;

/**
 * A sample in tokens.
 *
 * @param id names it in error messages
 * @param image number of its image among the {@link Features}
 * @param target the tokens to learn
 */
record TrainingSample(String id, int image, EncodedPrompt prompt, long[] target) {}

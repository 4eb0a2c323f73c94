package dev.graft.training;

import dev.graft.models.EncodedPrompt;
import java.util.List;

/**
 * A sample in tokens.
 *
 * @param id names it in error messages
 * @param image number of its image among the {@link Features}
 * @param target the tokens to learn
 */
record TrainingSample(String id, int image, EncodedPrompt prompt, long[] target) {
    /** The number of tokens to learn in several samples. */
    static int targets(List<TrainingSample> samples) {
        return samples.stream().mapToInt(sample -> sample.target().length).sum();
    }
}

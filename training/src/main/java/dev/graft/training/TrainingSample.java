package dev.graft.training;

import dev.graft.backbones.TextRow;
import java.util.List;

/**
 * A sample in tokens.
 *
 * @param id names it in error messages
 * @param image number of its image among the {@link Features}
 * @param imageStart the place of the image's first visual token
 * @param row what is read and what is learnt
 */
record TrainingSample(String id, int image, int imageStart, TextRow row) {
    /** The number of tokens to learn in several samples. */
    static int targets(List<TrainingSample> samples) {
        return samples.stream().mapToInt(sample -> sample.row().targets()).sum();
    }
}

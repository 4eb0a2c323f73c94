package dev.graft.training.progress;

import dev.graft.models.data.ImageRef;
import java.util.List;

/**
 * A question that a trained model was asked about an image that it did not learn from.
 *
 * @param answer what it said
 * @param expected what would have been right
 */
public record Example(ImageRef image, String question, String answer, List<String> expected) {
    /** Whether the answer is one of those that were expected. */
    public boolean isRight() {
        return expected.contains(answer);
    }
}

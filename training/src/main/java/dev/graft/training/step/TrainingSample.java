package dev.graft.training.step;

import dev.graft.backbones.language.TextRow;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
import java.util.List;

/**
 * One sample to learn from: which image it shows, and the tokens that are read and learnt with it.
 *
 * @param id names it in error messages
 * @param image number of its image among the {@link Features}
 * @param imageStart the place of the image's first visual token
 * @param row what is read and what is learnt
 * @param text number of its text among the vectors of texts, where the objective reads any
 */
public record TrainingSample(String id, int image, int imageStart, TextRow row, int text) {
    /** One whose objective reads no text vectors. */
    public TrainingSample(String id, int image, int imageStart, TextRow row) {
        this(id, image, imageStart, row, 0);
    }

    /** The same sample with the vector of its text. */
    public TrainingSample withText(int number) {
        return new TrainingSample(id, image, imageStart, row, number);
    }

    /** The features of the images of several samples, {@code [samples, tokens, width]} FLOAT. */
    public static Tensor features(List<TrainingSample> samples, Features features) {
        int[] images = samples.stream().mapToInt(TrainingSample::image).toArray();
        return HalfPrecision.widen(features.batch(images, images.length));
    }

    /** The number of tokens to learn in several samples. */
    public static int targets(List<TrainingSample> samples) {
        return samples.stream().mapToInt(sample -> sample.row().targets()).sum();
    }
}

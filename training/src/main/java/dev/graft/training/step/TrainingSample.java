package dev.graft.training.step;

import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.language.TextRow;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
import java.util.List;

/**
 * One sample to learn from: which images it shows, and the tokens that are read and learnt with them.
 *
 * @param id names it in error messages
 * @param images in the order in which they are read; empty for text alone
 * @param row what is read and what is learnt
 * @param text number of its text among the vectors of texts, where the objective reads any
 * @param instruction the tokens of the text that the adapter reads besides the images; empty where it reads none
 * @param source name of the part of a mixture that it is of; empty where the data are no mixture
 */
public record TrainingSample(String id, List<Shown> images, TextRow row, int text, long[] instruction, String source) {
    private static final long[] NONE = {};

    /**
     * An image of a sample.
     *
     * @param image its number among the {@link Features}
     * @param grid how its tiles lie
     * @param starts the places of the first visual token of each of its runs, see {@link dev.graft.models.visual.VisualSequence}
     */
    public record Shown(int image, TileGrid grid, int... starts) {
        /** An image that is not cut, whose visual tokens are one run. */
        public Shown(int image, int start) {
            this(image, Features.WHOLE, start);
        }

        /** The place of its first visual token. */
        int start() {
            return starts[0];
        }
    }

    public TrainingSample {
        images = List.copyOf(images);
    }

    /** One whose objective reads no text vectors. */
    public TrainingSample(String id, List<Shown> images, TextRow row) {
        this(id, images, row, 0, NONE, "");
    }

    /** One about one image, whose visual tokens begin at {@code start}. */
    public TrainingSample(String id, int image, int start, TextRow row) {
        this(id, List.of(new Shown(image, start)), row);
    }

    /** The same sample with the vector of its text. */
    public TrainingSample withText(int number) {
        return new TrainingSample(id, images, row, number, instruction, source);
    }

    /** The same sample with what the adapter reads besides its images. */
    public TrainingSample withInstruction(long[] tokens) {
        return new TrainingSample(id, images, row, text, tokens, source);
    }

    /** The same sample as one of a source. */
    public TrainingSample of(String name) {
        return new TrainingSample(id, images, row, text, instruction, name);
    }

    /** The number of the only image, for objectives that take samples of one image alone. */
    public int image() {
        if (images.size() != 1) {
            throw new IllegalStateException("sample '" + id + "' has " + images.size() + " images, not one");
        }
        return images.get(0).image();
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

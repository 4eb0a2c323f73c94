package dev.graft.world.files;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The size of a little world that is to be written: how many images and texts, how large, and by which seed.
 *
 * @param images images to train on
 * @param testImages images of each of the two other splits
 * @param texts scenes told in words only
 * @param side width and height of the images in pixels
 * @param seed decides everything
 */
public record WorldOptions(int images, int testImages, int texts, int side, long seed) {
    private static final int FEWEST_TEST_IMAGES = 200;

    public WorldOptions {
        Range.ITEMS.require("the number of images to train on", images);
        Range.ITEMS.require("the number of images of each other split", testImages);
        Range.ITEMS_OR_NONE.require("the number of scenes told in words", texts);
        if (side < 32 || side > 1024) {
            throw new InvalidInputException("the image size must be 32 to 1024 pixels, found " + side
                    + "; small objects would not be recognised");
        }
    }

    /** A tenth as many images to test as to train on, but at least 200; as many texts as images; 64 pixels. */
    public static WorldOptions of(int images, long seed) {
        return new WorldOptions(images, Math.max(FEWEST_TEST_IMAGES, images / 10), images, 64, seed);
    }

    int images(WorldSplit split) {
        return split == WorldSplit.TRAIN ? images : testImages;
    }

    /** Writes the world; see {@link WorldFolder}. */
    public WorldReport write(Path folder) {
        return WorldFolder.write(folder, this);
    }

    /** Writes the world into a folder that is there and empty, whose caller sees to it that nobody takes half for whole. */
    public WorldReport fill(Path folder) throws IOException {
        return WorldFolder.fill(folder, this);
    }
}

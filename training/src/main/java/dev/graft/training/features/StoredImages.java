package dev.graft.training.features;

import dev.graft.backbones.image.TileGrid;
import dev.graft.eval.ImageFeatures;
import dev.graft.models.data.ImageRef;
import dev.graft.models.visual.EncodedImage;
import dev.graft.tensors.HalfPrecision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The features of a data set's images, as they were computed for the training. */
public final class StoredImages implements ImageFeatures {
    private final Features features;
    private final Map<ImageRef, Integer> numbers = new HashMap<>();

    /** @param images in the order of the features */
    public StoredImages(Features features, List<ImageRef> images) {
        this.features = features;
        for (ImageRef image : images) {
            numbers.put(image, numbers.size());
        }
    }

    @Override
    public EncodedImage encoded(ImageRef image) {
        int number = numbers.get(image);
        TileGrid grid = features.grid(number);
        return new EncodedImage(HalfPrecision.widen(features.batch(new int[] {number}, grid.tiles())), grid);
    }
}

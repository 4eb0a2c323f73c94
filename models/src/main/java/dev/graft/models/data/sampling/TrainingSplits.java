package dev.graft.models.data.sampling;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.ImageSource;
import dev.graft.models.data.IndexedDataset;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What to train on and what to validate on.
 *
 * @param train samples to train on
 * @param validation samples to validate on; may be empty
 */
public record TrainingSplits(IndexedDataset train, IndexedDataset validation) {
    /** Divides one data set by image, reading it once. */
    public static TrainingSplits of(Dataset dataset, Split split) {
        IndexedDataset all = IndexedDataset.load(dataset);
        boolean[] heldOut = split.heldOut(all);
        return new TrainingSplits(all.subset(i -> !heldOut[i]), all.subset(i -> heldOut[i]));
    }

    /** Takes two data sets that are already divided. */
    public static TrainingSplits of(Dataset train, Dataset validation) {
        return new TrainingSplits(IndexedDataset.load(train), IndexedDataset.load(validation));
    }

    /** How many images of the validation samples are also trained on; 0 after a split by image. */
    public int sharedImages() {
        Set<ImageSource> trained = files(train).collect(Collectors.toSet());
        return (int) files(validation).filter(trained::contains).count();
    }

    private static Stream<ImageSource> files(IndexedDataset dataset) {
        return dataset.images().stream().map(image -> image.source().normalized());
    }
}

package dev.graft.models.data.check;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.fault.FaultReport;
import java.util.List;

/**
 * A data set of which everything was read and looked at.
 *
 * @param format the name of its format
 * @param samples all that could be read, those with faulty images among them
 * @param images what was found of {@link IndexedDataset#images()}, in the same order
 * @param faults what cannot be used
 */
public record CheckedData(String format, IndexedDataset samples, List<ImageState> images, FaultReport faults) {
    /** Hears how far it is, such as {@code images 256/1000}. */
    @FunctionalInterface
    public interface Progress {
        void reached(String what, long done, long total);
    }

    /**
     * Reads a data set to its end and decodes all its images.
     *
     * @param limit the most samples; 0 for all
     */
    public static CheckedData read(Dataset dataset, int limit, Progress progress) {
        FaultReport faults = new FaultReport();
        IndexedDataset samples = IndexedDataset.load(dataset, limit, faults::add);
        List<ImageState> images =
                ImageCheck.decoded(samples.images(), (done, total) -> progress.reached("images", done, total));
        ImageCheck.usable(samples, images, faults::add);
        return new CheckedData(dataset.format().id(), samples, images, faults);
    }

    /** The number of images that can be used. */
    public long usableImages() {
        return images.stream().filter(ImageState.Decoded.class::isInstance).count();
    }
}

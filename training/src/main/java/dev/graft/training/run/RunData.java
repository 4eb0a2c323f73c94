package dev.graft.training.run;

import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.features.ImageFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A data set of a run: the samples that can be used, with their images, and what was left out.
 *
 * @param format of the records
 * @param files that hold the records
 * @param images of the samples, in the order of {@link IndexedDataset#images()}
 * @param leftOut why what is not among the samples could not be used
 */
public record RunData(
        DatasetFormat format, List<Path> files, IndexedDataset samples, List<ImageFile> images, FaultReport leftOut) {
    /** The same with fewer samples. */
    RunData with(IndexedDataset fewer) {
        return fewer.size() == samples.size()
                ? this
                : new RunData(format, files, fewer, ImageFile.of(fewer, hashes()), leftOut);
    }

    private Map<ImageRef, String> hashes() {
        Map<ImageRef, String> hashes = new HashMap<>();
        for (int i = 0; i < images.size(); i++) {
            hashes.put(samples.images().get(i), images.get(i).sha256());
        }
        return hashes;
    }

    /** Refuses data of which nothing is left. */
    void requireSome() {
        if (samples.isEmpty()) {
            throw new InvalidInputException(
                    samples.name(),
                    "holds no samples with an image"
                            + (leftOut.isEmpty() ? "" : "; left out was " + leftOut.summary()));
        }
    }
}

package dev.graft.training.features;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.IndexedDataset;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.FileHash;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An image of a data set.
 *
 * @param place of the first record that shows it, for messages
 * @param sha256 of the file's content, by which it is known wherever it lies
 */
public record ImageFile(String place, Path file, String sha256) {
    /**
     * The images of a data set in the order of {@link IndexedDataset#images()}.
     *
     * @param hashes of the content of all of them
     */
    public static List<ImageFile> of(IndexedDataset samples, Map<ImageRef, String> hashes) {
        ImageFile[] files = new ImageFile[samples.images().size()];
        for (int i = 0; i < samples.size(); i++) {
            int image = samples.imageIndex(i);
            if (image >= 0 && files[image] == null) {
                ImageRef shown = samples.images().get(image);
                files[image] = new ImageFile(samples.place(i), shown.file(), hashes.get(shown));
            }
        }
        return List.of(files);
    }

    /**
     * Refuses an image whose content is no longer that of {@link #sha256}; asked after decoding it, so that what was
     * decoded is what was hashed.
     */
    void requireUnchanged() {
        if (!FileHash.sha256(file).equals(sha256)) {
            throw new ModelFileException(
                    (Object) place,
                    "image " + file + " changed while it was read; begin again when nothing writes to the data");
        }
    }

    /** The error for an image that is no image. */
    ModelFileException unusable(RuntimeException cause) {
        return new ModelFileException(
                (Object) place, cause.getMessage() + "; replace the file, or take the sample out of the data", cause);
    }
}

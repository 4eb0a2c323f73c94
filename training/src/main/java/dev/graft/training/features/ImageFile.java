package dev.graft.training.features;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.IndexedDataset;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.FileHash;
import java.util.List;
import java.util.Map;

/**
 * An image of a data set.
 *
 * @param place of the first record that shows it, for messages
 * @param sha256 of its content, by which it is known wherever it lies
 */
public record ImageFile(String place, ImageRef image, String sha256) {
    /**
     * The images of a data set in the order of {@link IndexedDataset#images()}.
     *
     * @param hashes of the content of all of them
     */
    public static List<ImageFile> of(IndexedDataset samples, Map<ImageRef, String> hashes) {
        ImageFile[] files = new ImageFile[samples.images().size()];
        for (int i = 0; i < samples.size(); i++) {
            for (int image : samples.imageIndices(i)) {
                if (files[image] == null) {
                    ImageRef shown = samples.images().get(image);
                    files[image] = new ImageFile(samples.place(i), shown, hashes.get(shown));
                }
            }
        }
        return List.of(files);
    }

    /** How messages call the image. */
    String where() {
        return image.source().toString();
    }

    /**
     * The bytes of the image.
     *
     * @throws ModelFileException if they are no longer those of {@link #sha256}
     */
    byte[] bytes() {
        byte[] bytes = image.bytes();
        if (!FileHash.of(bytes).equals(sha256)) {
            throw new ModelFileException(
                    (Object) place,
                    "image " + where() + " changed while it was read; begin again when nothing writes to the data");
        }
        return bytes;
    }

    /** The error for an image that is no image. */
    ModelFileException unusable(RuntimeException cause) {
        return new ModelFileException(
                (Object) place, cause.getMessage() + "; replace the file, or take the sample out of the data", cause);
    }
}

package dev.graft.training.features;

import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.FileHash;
import dev.graft.training.progress.TrainingListener;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An image of a data set.
 *
 * @param sample the first sample that shows it, for messages
 * @param sha256 of the file's content, by which it is known wherever it lies
 */
public record ImageFile(String sample, Path file, String sha256) {
    /**
     * The images of a data set in the order of {@link IndexedDataset#images()}; every file is looked for first, and then
     * read.
     *
     * @throws ModelFileException naming sample and file, if one is missing or cannot be read
     */
    public static List<ImageFile> of(IndexedDataset samples, TrainingListener listener) {
        int[] first = new int[samples.images().size()];
        Arrays.fill(first, -1);
        for (int i = 0; i < samples.size(); i++) {
            int image = samples.imageIndex(i);
            if (image >= 0 && first[image] < 0) {
                first[image] = i;
            }
        }
        requireAll(samples, first);
        ImageFile[] files = new ImageFile[first.length];
        int group = 256;
        for (int from = 0; from < files.length; from += group) {
            int to = Math.min(from + group, files.length);
            IntStream.range(from, to).parallel().forEach(i -> files[i] = read(samples.get(first[i])));
            listener.onPreparation("reading images", to, files.length);
        }
        return List.of(files);
    }

    private static void requireAll(IndexedDataset samples, int[] first) {
        List<Integer> missing = Arrays.stream(first)
                .filter(i -> samples.get(i).image().stream().noneMatch(image -> image.exists()))
                .boxed()
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        try {
            samples.get(missing.get(0)).requireImage();
        } catch (ModelFileException e) {
            String others = missing.size() == 1
                    ? ""
                    : " (" + (missing.size() - 1) + " more of " + first.length + " images are missing too)";
            throw new ModelFileException(samples.name() + ": " + e.getMessage() + others, e);
        }
    }

    private static ImageFile read(Sample sample) {
        Path file = sample.requireImage().file();
        String name = "sample '" + sample.id() + "' (record " + sample.record() + ")";
        try {
            return new ImageFile(name, file, FileHash.sha256(file));
        } catch (ModelFileException e) {
            throw unusable(name, e);
        }
    }

    /**
     * Refuses an image whose content is no longer that of {@link #sha256}; asked after decoding it, so that what was
     * decoded is what was hashed.
     */
    void requireUnchanged() {
        if (!FileHash.sha256(file).equals(sha256)) {
            throw new ModelFileException(sample + ": image " + file
                    + " changed while it was read; begin again when nothing writes to the data");
        }
    }

    /** The error for an image that is no image. */
    ModelFileException unusable(RuntimeException cause) {
        return unusable(sample, cause);
    }

    private static ModelFileException unusable(String sample, RuntimeException cause) {
        return new ModelFileException(
                sample + ": " + cause.getMessage() + "; replace the file, or take the sample out of the data", cause);
    }
}

package dev.graft.models.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What to know about a data set beyond its path.
 *
 * @param format the format; told by layout and content where empty
 * @param images the folder that image names are relative to; where empty, the data file's own folder or the place that
 *     the format knows
 * @param annotations the annotations file of a VQA questions file; found by its name where empty
 * @param split the part to read of a set whose records say which they belong to, such as {@code train+restval}
 * @param confined whether image files that lie outside the folder of the images, or where none is given outside that of the
 *     data, are faults; links are followed
 */
public record DatasetOptions(
        Optional<DatasetFormat> format,
        Optional<Path> images,
        Optional<Path> annotations,
        Optional<String> split,
        boolean confined) {
    /** Everything told by layout and content. */
    public static final DatasetOptions DEFAULTS =
            new DatasetOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    public DatasetOptions withFormat(DatasetFormat chosen) {
        return new DatasetOptions(Optional.of(chosen), images, annotations, split, confined);
    }

    public DatasetOptions withImages(Path folder) {
        return new DatasetOptions(format, Optional.of(folder), annotations, split, confined);
    }

    public DatasetOptions withAnnotations(Path file) {
        return new DatasetOptions(format, images, Optional.of(file), split, confined);
    }

    public DatasetOptions withSplit(Optional<String> name) {
        return new DatasetOptions(format, images, annotations, name, confined);
    }

    /** The same with image files that must lie in the folder of the images, or not. */
    public DatasetOptions withConfined(boolean only) {
        return new DatasetOptions(format, images, annotations, split, only);
    }
}

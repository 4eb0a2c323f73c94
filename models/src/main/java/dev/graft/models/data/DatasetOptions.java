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
 */
public record DatasetOptions(
        Optional<DatasetFormat> format, Optional<Path> images, Optional<Path> annotations, Optional<String> split) {
    /** Everything told by layout and content. */
    public static final DatasetOptions DEFAULTS =
            new DatasetOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public DatasetOptions withFormat(DatasetFormat chosen) {
        return new DatasetOptions(Optional.of(chosen), images, annotations, split);
    }

    public DatasetOptions withImages(Path folder) {
        return new DatasetOptions(format, Optional.of(folder), annotations, split);
    }

    public DatasetOptions withAnnotations(Path file) {
        return new DatasetOptions(format, images, Optional.of(file), split);
    }

    public DatasetOptions withSplit(Optional<String> name) {
        return new DatasetOptions(format, images, annotations, name);
    }
}

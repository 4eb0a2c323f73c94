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
 */
public record DatasetOptions(Optional<DatasetFormat> format, Optional<Path> images, Optional<Path> annotations) {
    /** Everything told by layout and content. */
    public static final DatasetOptions DEFAULTS =
            new DatasetOptions(Optional.empty(), Optional.empty(), Optional.empty());

    public DatasetOptions withFormat(DatasetFormat chosen) {
        return new DatasetOptions(Optional.of(chosen), images, annotations);
    }

    public DatasetOptions withImages(Path folder) {
        return new DatasetOptions(format, Optional.of(folder), annotations);
    }

    public DatasetOptions withAnnotations(Path file) {
        return new DatasetOptions(format, images, Optional.of(file));
    }
}

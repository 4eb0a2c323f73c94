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
 * @param unanswered whether questions may lack their answers, as those of test splits do, since they are only to be asked; such a
 *     sample has none
 * @param frames how many pictures of a video are read, taken evenly; 0 for all
 */
public record DatasetOptions(
        Optional<DatasetFormat> format,
        Optional<Path> images,
        Optional<Path> annotations,
        Optional<String> split,
        boolean confined,
        boolean unanswered,
        int frames) {
    /** Everything told by layout and content. */
    public static final DatasetOptions DEFAULTS =
            new DatasetOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, false, 0);

    public DatasetOptions withFormat(DatasetFormat chosen) {
        return new DatasetOptions(Optional.of(chosen), images, annotations, split, confined, unanswered, frames);
    }

    public DatasetOptions withImages(Path folder) {
        return new DatasetOptions(format, Optional.of(folder), annotations, split, confined, unanswered, frames);
    }

    public DatasetOptions withAnnotations(Path file) {
        return new DatasetOptions(format, images, Optional.of(file), split, confined, unanswered, frames);
    }

    public DatasetOptions withSplit(Optional<String> name) {
        return new DatasetOptions(format, images, annotations, name, confined, unanswered, frames);
    }

    /** The same with image files that must lie in the folder of the images, or not. */
    public DatasetOptions withConfined(boolean only) {
        return new DatasetOptions(format, images, annotations, split, only, unanswered, frames);
    }

    /** The same for questions that are only to be asked, whether or not the data hold their answers. */
    public DatasetOptions withUnanswered() {
        return new DatasetOptions(format, images, annotations, split, confined, true, frames);
    }

    /** The same with so many pictures of each video, taken evenly; 0 for all. */
    public DatasetOptions withFrames(int most) {
        return new DatasetOptions(format, images, annotations, split, confined, unanswered, most);
    }
}

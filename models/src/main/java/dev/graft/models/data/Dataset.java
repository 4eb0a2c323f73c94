package dev.graft.models.data;

import dev.graft.models.data.composed.FramesDataset;
import dev.graft.models.data.composed.LocatedDataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Samples in a fixed order, read as a stream: a data set may be much larger than memory. */
public interface Dataset {
    /** What messages and reports call the data set. */
    String name();

    /** The format of the records. */
    DatasetFormat format();

    /** The files that hold the records, without the images. */
    List<Path> files();

    /**
     * The samples, read while the stream is consumed. Close the stream. Every call starts at the first sample.
     *
     * @throws dev.graft.tensors.ModelFileException while the stream is consumed, at the first malformed record
     */
    default Stream<Sample> samples() {
        SampleReader samples = read();
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(samples, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(samples::close);
    }

    /** The sources that it is a mixture of, in the order in which they are read; none of data of one kind. */
    default List<DataSource> sources() {
        return List.of();
    }

    /** Reads the samples one by one, past malformed records. Every call starts at the first sample. */
    SampleReader read();

    /**
     * These samples, of whose images some must be looked for in the folder that was given for them, if one was: a reader that
     * is closed after samples none of which did so throws an {@link dev.graft.tensors.InvalidInputException}.
     */
    default Dataset lookingIn(Optional<Path> images) {
        return images.<Dataset>map(folder -> new LocatedDataset(this, folder)).orElse(this);
    }

    /**
     * These samples, of which some must be of videos, if a number of frames other than 0, all, was given: a reader that is closed
     * after samples none of which is throws an {@link dev.graft.tensors.InvalidInputException}.
     */
    default Dataset taking(int frames) {
        return frames == 0 ? this : new FramesDataset(this, frames);
    }

    /** Reads everything, and checks that every image file exists; lists at most {@code limit} problems. */
    default ValidationReport validate(int limit) {
        try (SampleReader samples = read()) {
            return ValidationReport.of(samples, limit);
        }
    }

    /**
     * Opens a data file, or a folder that holds one data set. The format is told by layout and content.
     *
     * @throws dev.graft.tensors.ModelFileException if there is no data set that Graft knows
     */
    static Dataset open(Path path) {
        return open(path, DatasetOptions.DEFAULTS);
    }

    /** Opens a data file or folder as {@code options} say. */
    static Dataset open(Path path, DatasetOptions options) {
        return DatasetLayout.open(path, options);
    }
}

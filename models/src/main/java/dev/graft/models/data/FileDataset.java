package dev.graft.models.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A data set in a file, and perhaps others beside it, read anew for every stream. */
public final class FileDataset implements Dataset {
    private final DatasetFormat format;
    private final List<Path> files;
    private final Source source;

    /** Opens the file at its first sample. */
    @FunctionalInterface
    public interface Source {
        SampleReader open();
    }

    /**
     * A data set.
     *
     * @param files the file with the records first; its name is that of the data set
     * @param source opens the files for a stream of its own
     */
    public FileDataset(DatasetFormat format, List<Path> files, Source source) {
        this.format = format;
        this.files = List.copyOf(files);
        this.source = source;
    }

    @Override
    public String name() {
        return files.get(0).toString();
    }

    @Override
    public DatasetFormat format() {
        return format;
    }

    @Override
    public List<Path> files() {
        return files;
    }

    @Override
    public Stream<Sample> samples() {
        SampleReader samples = source.open();
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(samples, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(samples::close);
    }

    @Override
    public ValidationReport validate(int limit) {
        try (SampleReader samples = source.open()) {
            return ValidationReport.of(samples, limit);
        }
    }
}

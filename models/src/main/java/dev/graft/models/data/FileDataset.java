package dev.graft.models.data;

import java.nio.file.Path;
import java.util.List;

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
    public SampleReader read() {
        return source.open();
    }
}

package dev.graft.models.data;

import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A data set in a file, read anew for every stream. */
final class FileDataset implements Dataset {
    private final Path file;
    private final Source source;

    /** Opens the file at its first sample. */
    interface Source {
        SampleIterator open();
    }

    FileDataset(Path file, Source source) {
        this.file = file;
        this.source = source;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public Stream<Sample> samples() {
        SampleIterator samples = source.open();
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(samples, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(samples::close);
    }

    @Override
    public ValidationReport validate(int limit) {
        try (SampleIterator samples = source.open()) {
            return ValidationReport.of(samples, limit);
        }
    }
}

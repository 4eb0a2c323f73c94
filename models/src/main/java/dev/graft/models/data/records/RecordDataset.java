package dev.graft.models.data.records;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FileDataset;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** A data set of records, which a reader gives and a parser makes samples of. */
public final class RecordDataset {
    private RecordDataset() {}

    /**
     * A data set, read anew each time.
     *
     * @param files the file with the records first
     */
    public static Dataset of(
            DatasetFormat format,
            DatasetOptions options,
            List<Path> files,
            Supplier<RecordReader> reader,
            Supplier<RecordParser> parser) {
        return new FileDataset(format, files, () -> {
            RecordReader records = reader.get();
            try {
                return new SampleIterator(
                        records,
                        new SplitFilter(parser.get(), options.split()),
                        options,
                        folder(files.get(0), options));
            } catch (RuntimeException e) {
                records.close();
                throw e;
            }
        });
    }

    /** The folder that a file's image names are relative to: its own, or where it lies in {@code annotations} the one above. */
    public static Path folder(Path file, DatasetOptions options) {
        return options.images().orElseGet(() -> {
            Path own = file.toAbsolutePath().getParent();
            boolean apart = own.getFileName() != null
                    && own.getFileName().toString().equals("annotations")
                    && own.getParent() != null;
            return apart ? own.getParent() : own;
        });
    }
}

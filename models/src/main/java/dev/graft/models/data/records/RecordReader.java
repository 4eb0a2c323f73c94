package dev.graft.models.data.records;

import dev.graft.models.data.DataText;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a data file record by record. */
public interface RecordReader extends Closeable {
    /**
     * The next record; empty at the end of the file, and after a failure past which no record can be found.
     *
     * @throws dev.graft.tensors.ModelFileException on a record that cannot be parsed
     */
    Optional<JsonRecord> next();

    @Override
    void close();

    /** Reads an array at the top level, or one record a line, whichever the file holds. */
    static RecordReader open(Path file) {
        return DataText.firstLetter(file) == '[' ? JsonArrayReader.open(file) : new JsonLinesReader(file);
    }
}

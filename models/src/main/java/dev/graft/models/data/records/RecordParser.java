package dev.graft.models.data.records;

import dev.graft.models.data.Sample;
import java.io.Closeable;
import java.util.List;

/** Turns the records of one format into samples. */
public interface RecordParser extends Closeable {
    /** The samples of a record, in order. */
    List<Sample> parse(JsonRecord record);

    @Override
    default void close() {}
}

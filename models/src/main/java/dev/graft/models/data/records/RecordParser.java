package dev.graft.models.data.records;

import dev.graft.models.data.Sample;
import java.io.Closeable;
import java.util.List;
import java.util.Set;

/** Turns the records of one format into samples. */
public interface RecordParser extends Closeable {
    /** The samples of a record, in order. */
    List<Sample> parse(JsonRecord record);

    /**
     * Whether a record that has the field {@code video} names a video by it, of whose frames its images are made; else that is a field
     * like any other.
     */
    default boolean readsVideo(JsonRecord record) {
        return false;
    }

    /** The parts that the records so far say they belong to; none where parts are not told. */
    default Set<String> parts() {
        return Set.of();
    }

    @Override
    default void close() {}
}

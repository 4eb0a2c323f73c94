package dev.graft.models.data;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the samples of a data set in order.
 *
 * <p>A malformed record is a {@link dev.graft.tensors.ModelFileException} of {@code hasNext} or {@code next}, after which
 * it goes on where the file allows that; where it does not, it has ended.
 */
public interface SampleReader extends Iterator<Sample>, AutoCloseable {
    /** Where the record of the last sample stands, such as {@code data.jsonl:12}; empty where the reader cannot say. */
    default Optional<String> place() {
        return Optional.empty();
    }

    /** The fields of the records so far of which no sample was made, with the number of records that have each. */
    default Map<String, Long> unused() {
        return Map.of();
    }

    /** The parts that the records so far say they belong to, such as {@code train}, also those that are not read. */
    default Set<String> parts() {
        return Set.of();
    }

    /** Whether a record so far named a video, of whose frames some may be taken. */
    default boolean videos() {
        return false;
    }

    /** The name of the source that the last sample is of; empty where the data are no mixture. */
    default String source() {
        return "";
    }

    @Override
    void close();
}

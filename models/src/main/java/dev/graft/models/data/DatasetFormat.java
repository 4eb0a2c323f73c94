package dev.graft.models.data;

import dev.graft.models.data.write.SampleForm;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A format of data sets: its name, how a file of it is recognised and read, and how a folder of it looks.
 *
 * <p>A {@link ServiceLoader} finds the formats, those of Graft and those of others alike.
 */
public interface DatasetFormat {
    /** Whether a file is of a format, as far as its beginning tells. */
    enum Match {
        /** It is not. */
        NO,
        /** It can be read so, if no format is sure of it. */
        PERHAPS,
        /** It is. */
        YES
    }

    /** The name by which options and configuration files know the format. */
    String id();

    /** How a record looks, for a message that lists what would be recognised; such as {@code POPE's with 'text'}. */
    String look();

    /**
     * Whether a file is of this format. It is asked after each field of the first record, so that a file of one large
     * object is not read to its end, and once more when the record has ended.
     */
    Match match(FirstRecord first);

    /** Opens a file of this format. */
    Dataset open(Path file, DatasetOptions options);

    /** The data files of a folder that is laid out as the format is published; empty if it is not. */
    default List<Path> filesIn(Path folder) {
        return List.of();
    }

    /** Whether files of the format have such a name, and are data in a folder that is laid out in no known way. */
    default boolean hasName(String fileName) {
        return fileName.matches(".*\\.(json|jsonl|ndjson)");
    }

    /** Whether a file of a folder only goes with another of its data files, and is none itself. */
    default boolean isCompanion(Path file, List<Path> files) {
        return false;
    }

    /** How samples are written in the format; empty where it is only read. */
    default Optional<SampleForm> form() {
        return Optional.empty();
    }

    /** What to do with a file that is of no format, but goes with one of this. */
    default Optional<String> advice(FirstRecord first) {
        return Optional.empty();
    }

    /**
     * The format with the given name.
     *
     * @throws dev.graft.tensors.InvalidInputException if there is none, with the names there are
     */
    static DatasetFormat of(String id) {
        return DatasetFormats.ALL.get(id);
    }

    /** The names of all formats. */
    static List<String> ids() {
        return DatasetFormats.ALL.names();
    }

    /** The names of the formats in which data can be written. */
    static List<String> writableIds() {
        return ids().stream().filter(id -> of(id).form().isPresent()).toList();
    }
}

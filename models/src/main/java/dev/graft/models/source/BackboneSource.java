package dev.graft.models.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A place outside the file system where frozen backbones and data sets are found by name, such as {@code builtin:}, what
 * Graft carries.
 *
 * <p>Sources are found through {@link java.util.ServiceLoader}: one from outside the project is a peer of those of Graft.
 */
public interface BackboneSource {
    /** What stands before the colon of its references: two lower-case letters or more, since one is a drive of Windows. */
    String scheme();

    /** The names that stand behind the colon. */
    List<String> names();

    /**
     * Where something lies, made or fetched first where it is not there yet.
     *
     * @param name one of {@link #names}
     * @param cache a folder for what can be made again, see {@link dev.graft.tensors.files.CacheFolder}
     * @param messages hears what takes a while
     */
    Path locate(String name, Path cache, Consumer<String> messages);

    /**
     * The cache from which to locate a name again, because a place that was noted down is where some cache keeps it, and
     * may be gone or damaged.
     *
     * @return empty if the place is another, or the source cannot tell
     */
    default Optional<Path> cacheOf(String name, Path place) {
        return Optional.empty();
    }

    /** Whether what {@link #locate} gave is still there and as it was made, as far as the source can tell. */
    default boolean isWhole(String name, Path place) {
        return Files.exists(place);
    }
}

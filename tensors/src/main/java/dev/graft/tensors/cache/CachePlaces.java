package dev.graft.tensors.cache;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.CacheFolder;
import dev.graft.tensors.files.PrivateFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Where something may lie that belongs into a cache: there; or, where it is not and cannot be written, as on a full disk or
 * in a cache of another user, in the user's own cache; or else in a private folder that goes with the process.
 */
public final class CachePlaces implements Iterator<Cache> {
    private static Cache temporary;

    private final List<Path> rest;
    private boolean isTemporaryLeft = true;

    private CachePlaces(List<Path> places) {
        this.rest = new ArrayList<>(places);
    }

    /**
     * The places for a cache, that itself first.
     *
     * @throws InvalidInputException if it is a file
     */
    public static CachePlaces of(Path cache) {
        if (Files.exists(cache) && !Files.isDirectory(cache)) {
            throw new InvalidInputException(
                    cache,
                    "is a file, and the folder of the cache is expected; name another by the setting 'cache' or by "
                            + CacheFolder.VARIABLE);
        }
        return new CachePlaces(List.of(new Cache(cache).root(), new Cache(CacheFolder.own()).root()).stream()
                .distinct()
                .toList());
    }

    @Override
    public boolean hasNext() {
        return !rest.isEmpty() || isTemporaryLeft;
    }

    /** @throws java.io.UncheckedIOException if not even a temporary folder can be made */
    @Override
    public Cache next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (!rest.isEmpty()) {
            return new Cache(rest.remove(0));
        }
        isTemporaryLeft = false;
        return temporary();
    }

    private static synchronized Cache temporary() {
        if (temporary == null) {
            temporary = new Cache(PrivateFolder.temporary().path());
        }
        return temporary;
    }
}

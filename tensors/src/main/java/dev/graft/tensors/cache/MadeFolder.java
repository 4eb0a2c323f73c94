package dev.graft.tensors.cache;

import dev.graft.tensors.Place;
import dev.graft.tensors.files.AtomicFolder;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A folder that Graft can make: it is made where it is not, and made anew where a file of it is missing or damaged.
 *
 * @param name of the entry, which tells the content
 * @param of what it is of, in a line for the user
 * @param damaged the files of a folder that are not as they were made
 * @param maker writes all of it into a new folder
 */
public record MadeFolder(
        CacheKind kind, String name, String of, Function<Path, List<String>> damaged, AtomicFolder.Content<?> maker) {
    /**
     * The folder, whole. It lies in a cache, or, where it is not there and cannot be made there, in another place of
     * {@link CachePlaces}. This process uses it from now on.
     *
     * @param messages told of damage, and of a place that will not do
     * @throws UncheckedIOException if it cannot be written anywhere
     */
    public Path in(Path cache, Consumer<String> messages) {
        CachePlaces places = CachePlaces.of(cache);
        while (true) {
            CacheEntry entry = places.next().entry(kind, name);
            CacheUse.hold(entry, of);
            if (isWhole(entry.folder(), messages)) {
                return entry.folder();
            }
            try {
                make(entry);
                return entry.folder();
            } catch (UncheckedIOException e) {
                if (!places.hasNext()) {
                    throw e;
                }
                messages.accept(e.getMessage() + "; another place is taken");
            }
        }
    }

    /** Whether a folder that it gave is still there and as it was made. */
    public boolean isWhole(Path folder) {
        return isWhole(folder, message -> {});
    }

    private boolean isWhole(Path folder, Consumer<String> messages) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        List<String> names = damaged.apply(folder);
        if (!names.isEmpty()) {
            messages.accept(Place.at(
                    folder,
                    "is made anew: '" + names.get(0) + "'"
                            + (names.size() == 1 ? "" : " and " + (names.size() - 1) + " other files")
                            + (names.size() == 1 ? " is" : " are") + " not as it was written"));
        }
        return names.isEmpty();
    }

    private void make(CacheEntry entry) {
        AtomicFolder.replaceDisposable(
                entry.folder(),
                folder -> {
                    maker.write(folder);
                    CacheEntry.describe(folder, of);
                    return folder;
                },
                this::isWhole,
                () -> CacheUse.turn(entry));
    }
}

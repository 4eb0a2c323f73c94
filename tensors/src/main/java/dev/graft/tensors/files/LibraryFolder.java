package dev.graft.tensors.files;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The folder from which this process loads the native libraries of a jar. It is private (see {@link PrivateFolder}), shared
 * by all runs of a user, and what lies in it is compared with the jar before each load.
 */
public final class LibraryFolder {
    private static final String NAME = "native";
    private static final System.Logger LOG = System.getLogger(LibraryFolder.class.getName());

    private final PrivateFolder folder;

    private LibraryFolder(PrivateFolder folder) {
        this.folder = folder;
    }

    /** Where libraries go unless told otherwise: the cache of Graft, or else the user's own where that is another. */
    public static List<Path> caches() {
        Path own =
                CacheFolder.standard(Map.of(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
        return List.of(CacheFolder.of(""), own);
    }

    /**
     * Unpacks and checks libraries, in the first cache that will do, or else in a temporary folder.
     *
     * @param name of what they belong to
     * @param libraries at least one; the first tells which build they are
     * @param caches folders in which there may be a private folder
     * @param use told of a folder in a cache before it is filled
     */
    public static LibraryFolder of(String name, List<LibraryFile> libraries, List<Path> caches, Consumer<Path> use) {
        String build = name + "-" + libraries.get(0).build();
        List<Path> candidates = caches.stream()
                .flatMap(cache ->
                        cache.isAbsolute() ? Stream.of(cache.resolve(NAME).resolve(build)) : Stream.empty())
                .distinct()
                .toList();
        LibraryFolder folder = new LibraryFolder(PrivateFolder.open(candidates));
        if (folder.folder.isShared() && folder.isFree()) {
            try {
                use.accept(folder.path());
                AtomicFiles.sweepShared(folder.path());
                libraries.forEach(folder::add);
                return folder;
            } catch (UncheckedIOException e) {
                LOG.log(System.Logger.Level.WARNING, e.getMessage() + ". A temporary folder is used");
            }
        }
        LibraryFolder alone = folder.folder.isShared() ? new LibraryFolder(PrivateFolder.temporary()) : folder;
        libraries.forEach(alone::add);
        return alone;
    }

    /** Has one more library lie there, checked. */
    public void add(LibraryFile library) {
        library.place(folder.path());
    }

    public Path path() {
        return folder.path();
    }

    /**
     * Java loads a file into one class loader only, and an application server may hold Graft in several: the first one
     * takes the folder for itself.
     */
    private boolean isFree() {
        return System.getProperties().putIfAbsent("dev.graft.loaded." + folder.path(), "") == null;
    }
}

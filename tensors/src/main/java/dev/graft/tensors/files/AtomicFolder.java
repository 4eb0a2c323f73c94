package dev.graft.tensors.files;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Folders that appear when they are complete: until then everything lies in a hidden one beside it, which a killed
 * program leaves behind and the next one that writes there removes.
 */
public final class AtomicFolder {
    /** Writes what belongs into a folder. */
    @FunctionalInterface
    public interface Content<T> {
        T write(Path folder) throws IOException;
    }

    private AtomicFolder() {}

    /**
     * Writes a folder that is not there yet, or is empty; what killed programs left half written does not count. Everything
     * is forced to the disk before the folder has its name.
     *
     * @return what the content gave
     * @throws InvalidInputException if there is something at that place, or another program was faster
     */
    public static <T> T write(Path folder, Content<T> content) {
        return write(folder, content, true);
    }

    /**
     * The same for what can be made again, and is checked when it is read: not forced to the disk, which takes long for
     * many files.
     */
    public static <T> T writeDisposable(Path folder, Content<T> content) {
        return write(folder, content, false);
    }

    private static <T> T write(Path folder, Content<T> content, boolean forced) {
        Path target = OutputPlace.folder(folder);
        try {
            if (!Files.exists(target)) {
                return writeNew(target, content, forced);
            }
            FolderFilling.undoLeftBehind(target);
            if (!isEmpty(target)) {
                throw new InvalidInputException(
                        folder, "is not empty, and a new folder was to be written; name another, or empty it");
            }
            return FolderFilling.write(target, content, forced);
        } catch (UncheckedIOException e) {
            // Of the hidden folder that nobody asked for.
            throw new UncheckedIOException(Place.at(folder, "cannot be written: " + e.getCause()), e.getCause());
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(folder, "cannot be written: " + e), e);
        }
    }

    private static <T> T writeNew(Path target, Content<T> content, boolean forced) throws IOException {
        Temporary temporary = Temporary.beside(target);
        OpenTemporaries.register(temporary.path());
        try {
            Files.createDirectories(target.getParent());
            AtomicFiles.sweepShared(target.getParent());
            OpenTemporaries.create(() -> Files.createDirectories(temporary.path()));
            T result = content.write(temporary.path());
            if (forced) {
                FileTree.force(temporary.path());
            }
            publish(temporary);
            return result;
        } finally {
            OpenTemporaries.release(temporary.path());
        }
    }

    /** Has a folder written where there is none; several programs may do so at once, and one of them does it. */
    public static void ensure(Path folder, Consumer<Path> writer) {
        if (Files.isDirectory(folder)) {
            return;
        }
        try {
            writer.accept(folder);
        } catch (IllegalArgumentException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** Whether a folder holds nothing but what was left half written. */
    public static boolean isEmpty(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.allMatch(AtomicFiles::isTemporary);
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(folder, "cannot be listed: " + e), e);
        }
    }

    private static void publish(Temporary folder) throws IOException {
        try {
            folder.publish();
        } catch (FileSystemException e) {
            if (Files.exists(folder.target())) {
                throw new InvalidInputException(folder.target(), "was written by another program meanwhile", e);
            }
            throw e;
        }
    }
}

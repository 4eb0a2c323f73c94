package dev.graft.tensors.files;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Place;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
        Path target = OutputPlace.folder(folder);
        try {
            if (!Files.exists(target)) {
                return writeNew(target, content);
            }
            FolderFilling.undoLeftBehind(target);
            if (!isEmpty(target)) {
                throw new InvalidInputException(
                        folder, "is not empty, and a new folder was to be written; name another, or empty it");
            }
            return FolderFilling.write(target, content);
        } catch (UncheckedIOException e) {
            // Of the hidden folder that nobody asked for.
            throw OutputPlace.unwritten(folder, target.getParent(), e.getCause());
        } catch (IOException e) {
            throw OutputPlace.unwritten(folder, target.getParent(), e);
        }
    }

    private static <T> T writeNew(Path target, Content<T> content) throws IOException {
        Temporary temporary = Temporary.beside(target);
        OpenTemporaries.register(temporary.path());
        try {
            Files.createDirectories(target.getParent());
            AtomicFiles.sweepShared(target.getParent());
            OpenTemporaries.create(() -> Files.createDirectories(temporary.path()));
            T result = content.write(temporary.path());
            FileTree.force(temporary.path());
            publish(temporary);
            return result;
        } finally {
            OpenTemporaries.release(temporary.path());
        }
    }

    /**
     * Writes a folder of what can be made again, and is checked when it is read, in place of one that is damaged, or where
     * there is none. It is not forced to the disk, which takes long for many files. What was there is there until the new
     * one is complete, then it is gone.
     *
     * @param whole whether the folder at that place will do, since another program may be faster
     * @param turn waits until no other program puts a folder there, and keeps others from it until it is closed
     * @throws UncheckedIOException if it cannot be written
     */
    public static void replaceDisposable(
            Path folder, Content<?> content, Predicate<Path> whole, Supplier<Closeable> turn) {
        Path target = folder.toAbsolutePath().normalize();
        Temporary temporary = Temporary.beside(target);
        OpenTemporaries.register(temporary.path());
        try {
            try {
                Files.createDirectories(target.getParent());
                AtomicFiles.sweepShared(target.getParent());
                OpenTemporaries.create(() -> Files.createDirectory(temporary.path()));
                content.write(temporary.path());
                try (Closeable mine = turn.get()) {
                    if (!whole.test(target)) {
                        remove(target);
                        temporary.publish();
                    }
                }
            } finally {
                OpenTemporaries.release(temporary.path());
            }
        } catch (UncheckedIOException e) {
            // Of the hidden folder that nobody asked for.
            throw new UncheckedIOException(Place.at(folder, "cannot be written: " + e.getCause()), e.getCause());
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(folder, "cannot be written: " + e), e);
        }
    }

    /**
     * Removes a file, a link or a folder with all that is in it; others see it whole or not at all. What a killed program
     * does not come to is left as half written, for the next sweep.
     */
    public static void remove(Path path) throws IOException {
        FileTree.delete(hide(path));
    }

    /** The first half of {@link #remove}: gives something the name of what is half written, under which it is deleted. */
    public static Path hide(Path path) throws IOException {
        Path hidden = Temporary.beside(path.toAbsolutePath().normalize()).path();
        try {
            Files.move(path, hidden, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return hidden; // another program was faster
        }
        return hidden;
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

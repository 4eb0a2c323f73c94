package dev.graft.tensors.files;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files that are written whole or not at all: filled under another name beside it, forced to the disk, then renamed. After
 * a crash the old content is there or the new one, and mappings of the old file stay as they are.
 *
 * <p>Only regular files are written, but by {@link #writeOrPass}. A link stays, and what it names is written; who may read a
 * file that is replaced may read the new one. A process that is told to end leaves nothing half written; what a killed one
 * leaves is removed by the next that writes in the same folder.
 */
public final class AtomicFiles {
    /** When what nobody has touched is taken for left behind, where its writer cannot be asked. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private AtomicFiles() {}

    /** Writes a text in UTF-8. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes bytes. */
    public static void write(Path file, byte[] content) {
        write(file, List.of(ByteBuffer.wrap(content)));
    }

    /**
     * Writes the bytes of buffers, one buffer after the other.
     *
     * @throws dev.graft.tensors.InvalidInputException if the path is a folder, a device, a pipe or a link to nothing, or in
     *     no folder
     * @throws UncheckedIOException if the file cannot be written; an existing one is then as it was
     */
    public static void write(Path file, Iterable<ByteBuffer> content) {
        write(file, content, true);
    }

    /**
     * Writes what can be made again, and is checked when it is read: as {@link #write(Path, Iterable)}, but not forced to the
     * disk, which takes long for many files.
     */
    public static void writeDisposable(Path file, Iterable<ByteBuffer> content) {
        write(file, content, false);
    }

    private static void write(Path file, Iterable<ByteBuffer> content, boolean force) {
        Path target = OutputPlace.file(file);
        Temporary temporary = Temporary.beside(target);
        OpenTemporaries.register(temporary.path());
        try {
            try {
                fill(temporary.path(), target, content, force);
                temporary.publish(StandardCopyOption.REPLACE_EXISTING);
                sweepShared(target.getParent());
            } finally {
                OpenTemporaries.release(temporary.path());
            }
        } catch (IOException e) {
            throw OutputPlace.unwritten(file, target.getParent(), e);
        }
    }

    /**
     * Writes a text for a user who named the place: to a file as {@link #write} does, to a pipe or a device such as a
     * terminal as it comes.
     *
     * @throws dev.graft.tensors.InvalidInputException if it is neither, such as a folder, a disk or a link to nothing
     */
    public static void writeOrPass(Path place, String text) {
        if (!OutputPlace.isStream(place)) {
            write(place, text);
            return;
        }
        try (OutputStream out = Files.newOutputStream(place, StandardOpenOption.WRITE)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(place, "cannot be written: " + e), e);
        }
    }

    /**
     * Refuses a place for {@link #writeOrPass}, before an hour is spent on what it would hold.
     *
     * @throws dev.graft.tensors.InvalidInputException as that
     */
    public static void requirePlace(Path place) {
        if (!OutputPlace.isStream(place)) {
            OutputPlace.file(place);
        }
    }

    /**
     * Writes files of a folder that was there before. Where it is not any more, the place was right and somebody has taken it
     * away.
     *
     * @throws UncheckedIOException that says so
     */
    public static void within(Path folder, Runnable writing) {
        try {
            writing.run();
        } catch (InvalidInputException e) {
            if (Files.isDirectory(folder)) {
                throw e;
            }
            throw OutputPlace.unwritten(folder, folder, new NoSuchFileException(folder.toString()));
        }
    }

    /**
     * Opens a file that grows, such as a log, or is only held, such as a lock; it is made where it is not there.
     *
     * @throws dev.graft.tensors.InvalidInputException as {@link #write}
     * @throws IOException if it cannot be opened
     */
    public static FileChannel open(Path file) throws IOException {
        return FileChannel.open(OutputPlace.file(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void fill(Path file, Path old, Iterable<ByteBuffer> content, boolean force) throws IOException {
        try (FileChannel channel = OpenTemporaries.create(
                () -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            // Before there is anything to read.
            keepPermissions(old, file);
            for (ByteBuffer bytes : content) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            if (force) {
                channel.force(true);
            }
        }
    }

    private static void keepPermissions(Path old, Path file) throws IOException {
        PosixFileAttributeView before = Files.getFileAttributeView(old, PosixFileAttributeView.class);
        if (before != null && Files.exists(old)) {
            Files.getFileAttributeView(file, PosixFileAttributeView.class)
                    .setPermissions(before.readAttributes().permissions());
        }
    }

    /**
     * Deletes what was left half written in a folder that nobody else writes to now.
     *
     * <p>What a living process on this machine is writing stays.
     */
    public static void sweep(Path folder) {
        sweep(folder, Duration.ZERO);
    }

    /**
     * Deletes what killed processes left half written in a folder that others may write to: those of this machine at
     * once, those of others when they have not been touched for a day.
     */
    public static void sweepShared(Path folder) {
        try {
            sweep(folder, ABANDONED);
        } catch (UncheckedIOException e) {
            // Of another user, who may delete it; a folder that can only be read will do as it is.
            return;
        }
    }

    private static void sweep(Path folder, Duration abandoned) {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(AtomicFiles::isTemporary).toList()) {
                if (Temporary.isLeftBehind(entry, abandoned)) {
                    FileTree.delete(entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(folder, "cannot be cleaned: " + e), e);
        }
    }

    /** Whether a file or folder of this name is one half written, by us. */
    public static boolean isTemporary(Path file) {
        return Temporary.isNameOf(file);
    }
}

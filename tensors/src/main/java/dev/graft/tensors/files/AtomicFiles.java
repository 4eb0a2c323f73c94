package dev.graft.tensors.files;

import dev.graft.tensors.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files that are written whole or not at all: filled under another name beside it, forced to the disk, then renamed. After
 * a crash the old content is there or the new one, and mappings of the old file stay as they are.
 */
public final class AtomicFiles {
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
     * @throws UncheckedIOException if the file cannot be written; an existing one is then as it was
     */
    public static void write(Path file, Iterable<ByteBuffer> content) {
        Path target = file.toAbsolutePath();
        if (!Files.isDirectory(target.getParent())) {
            throw new UncheckedIOException(
                    Place.at(file, "cannot be written: there is no folder " + target.getParent()),
                    new NoSuchFileException(target.getParent().toString()));
        }
        Temporary temporary = Temporary.beside(target);
        try {
            try {
                fill(temporary.path(), content);
                temporary.publish(StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary.path());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(file, "cannot be written: " + e), e);
        }
    }

    private static void fill(Path file, Iterable<ByteBuffer> content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer bytes : content) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
    }

    /** Deletes what killed processes left half written in a folder that nobody else writes to now. */
    public static void sweep(Path folder) {
        sweep(folder, Duration.ZERO);
    }

    /** Deletes what was left half written and not touched for a while, in a folder that others may write to. */
    public static void sweep(Path folder, Duration age) {
        FileTime limit = FileTime.from(Instant.now().minus(age));
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.filter(AtomicFiles::isTemporary).toList()) {
                sweepFile(file, limit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(folder, "cannot be cleaned: " + e), e);
        }
    }

    private static void sweepFile(Path file, FileTime limit) throws IOException {
        try {
            if (Files.getLastModifiedTime(file).compareTo(limit) <= 0) {
                Files.delete(file);
            }
        } catch (NoSuchFileException e) {
            // Another run renamed or deleted the file meanwhile, as it should.
        }
    }

    /** Whether a file of this name is one half written, by us. */
    public static boolean isTemporary(Path file) {
        return Temporary.isNameOf(file);
    }
}

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
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files that are written whole or not at all: under another name first, forced to the disk, then renamed. */
public final class AtomicFiles {
    /** The names of files half written, here and by {@link dev.graft.tensors.safetensors.Safetensors#write}. */
    private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.tmp");

    private AtomicFiles() {}

    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    public static void write(Path file, byte[] content) {
        Path target = file.toAbsolutePath();
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try {
                fill(temporary, content);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(file, "cannot be written: " + e), e);
        }
    }

    private static void fill(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer bytes = ByteBuffer.wrap(content); bytes.hasRemaining(); ) {
                channel.write(bytes);
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
        return TEMPORARY.matcher(file.getFileName().toString()).matches();
    }
}

package dev.graft.tensors.files;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Folders that appear when they are complete: until then everything lies in a hidden one beside it, which a killed
 * program leaves behind.
 */
public final class AtomicFolder {
    /** Writes what belongs into a folder. */
    @FunctionalInterface
    public interface Content<T> {
        T write(Path folder) throws IOException;
    }

    private AtomicFolder() {}

    /**
     * Writes a new folder.
     *
     * @return what the content gave
     * @throws IllegalArgumentException if there is something at that place, or another program was faster
     */
    public static <T> T write(Path folder, Content<T> content) {
        Path target = folder.toAbsolutePath().normalize();
        if (Files.exists(target)) {
            throw new InvalidInputException(
                    folder, "exists, and a new folder was to be written; name another or remove it");
        }
        Temporary temporary = Temporary.beside(target);
        try {
            try {
                Files.createDirectories(temporary.path());
                T result = content.write(temporary.path());
                publish(temporary);
                return result;
            } finally {
                delete(temporary.path());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(folder, "cannot be written: " + e), e);
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

    private static void publish(Temporary folder) throws IOException {
        try {
            folder.publish();
        } catch (IOException e) {
            if (Files.exists(folder.target())) {
                throw new InvalidInputException(folder.target(), "was written by another program meanwhile", e);
            }
            throw e;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}

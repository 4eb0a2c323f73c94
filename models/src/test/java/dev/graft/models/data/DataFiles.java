package dev.graft.models.data;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Writes small data files and reads them back. */
public final class DataFiles {
    private DataFiles() {}

    public static Path write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Sample> read(Dataset dataset) {
        try (Stream<Sample> samples = dataset.samples()) {
            return samples.toList();
        }
    }

    /** Reading must fail with a message that holds every one of {@code parts}. */
    public static void assertRefused(Path file, DatasetOptions options, String... parts) {
        ModelFileException refused = assertThrows(ModelFileException.class, () -> read(Dataset.open(file, options)));
        for (String part : parts) {
            assertTrue(refused.getMessage().contains(part), () -> "'" + part + "' is not in: " + refused.getMessage());
        }
    }
}

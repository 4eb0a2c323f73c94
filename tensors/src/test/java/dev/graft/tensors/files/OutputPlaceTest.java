package dev.graft.tensors.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places that are named for a text, and are no plain files. */
class OutputPlaceTest {
    @TempDir
    private Path folder;

    @Test
    void aPipeTakesTheTextAsItComes() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "mkfifo");
        Process reader = new ProcessBuilder("cat", pipe.toString()).start();
        AtomicFiles.writeOrPass(pipe, "content\n");
        assertEquals("content\n", new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertFalse(Files.isRegularFile(pipe));
        Path file = folder.resolve("file");
        AtomicFiles.writeOrPass(file, "content");
        assertEquals("content", Files.readString(file));
    }

    /** {@code /dev/stdout} of a command whose output goes to a file is such a link. */
    @Test
    void aFileIsNotReplacedBehindTheBackOfWhoHasItOpen() throws IOException {
        Path file = Files.writeString(folder.resolve("open.txt"), "old");
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "no /proc");
        try (InputStream held = Files.newInputStream(file)) {
            Path descriptor = descriptorOf(file);
            Path link = Files.createSymbolicLink(folder.resolve("link"), descriptor);
            for (Path place : List.of(descriptor, link)) {
                assertThrows(InvalidInputException.class, () -> AtomicFiles.writeOrPass(place, "new"), place::toString);
            }
            assertEquals('o', held.read());
        }
        assertEquals("old", Files.readString(file));
    }

    private static Path descriptorOf(Path file) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.exists(descriptor) && Files.isSameFile(descriptor, file)) {
                    return descriptor;
                }
            }
        }
        throw new AssertionError("no descriptor of " + file);
    }

    @Test
    void standardOutputIsNoNameOfAFile() {
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> AtomicFiles.write(Path.of("-"), "content"));
        assertTrue(refused.getMessage().contains("./-"), refused.getMessage());
    }
}

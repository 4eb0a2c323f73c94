package dev.graft.tensors.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    private Path folder;

    /** What lies in the folder at the moment when the second half is written. */
    private final List<Path> seen = new ArrayList<>();

    @Test
    void theOldContentStandsUntilTheNewIsWhole() throws IOException {
        Path file = Files.writeString(folder.resolve("card.md"), "old");
        AtomicFiles.write(
                file,
                () -> halves(() -> {
                    seen.addAll(list());
                    assertEquals("old", read(file));
                }));
        assertEquals("new content", Files.readString(file));
        assertEquals(2, seen.size());
        assertEquals(
                List.of(false, true),
                seen.stream().map(AtomicFiles::isTemporary).sorted().toList());
        assertEquals(List.of(file), list());
    }

    @Test
    void aFailureLeavesTheOldContentAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("card.md"), "old");
        IllegalStateException failure = new IllegalStateException("the second half cannot be had");
        assertEquals(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> AtomicFiles.write(
                                file,
                                () -> halves(() -> {
                                    throw failure;
                                }))));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of(file), list());
    }

    @Test
    void aFileInNoFolderIsRefusedByItsName() {
        Path file = folder.resolve("absent/card.md");
        UncheckedIOException refused =
                assertThrows(UncheckedIOException.class, () -> AtomicFiles.write(file, "content"));
        assertEquals("[" + file + "] cannot be written: there is no folder " + file.getParent(), refused.getMessage());
    }

    @Test
    void aFolderAppearsWhenItIsWhole() {
        Path target = folder.resolve("a/world");
        int result = AtomicFolder.write(target, inside -> {
            Files.writeString(inside.resolve("data.json"), "{}");
            assertTrue(AtomicFiles.isTemporary(inside));
            assertFalse(Files.exists(target));
            return 7;
        });
        assertEquals(7, result);
        assertEquals("{}", read(target.resolve("data.json")));
        assertThrows(InvalidInputException.class, () -> AtomicFolder.write(target, inside -> inside));
    }

    @Test
    void aFolderThatFailsLeavesNothing() {
        assertThrows(
                UncheckedIOException.class,
                () -> AtomicFolder.write(folder.resolve("world"), inside -> {
                    Files.createDirectories(inside.resolve("images"));
                    throw new IOException("no space");
                }));
        assertEquals(List.of(), list());
    }

    private static Iterator<ByteBuffer> halves(Runnable between) {
        return Stream.of("new ", "content")
                .peek(half -> {
                    if (half.equals("content")) {
                        between.run();
                    }
                })
                .map(half -> ByteBuffer.wrap(half.getBytes(StandardCharsets.UTF_8)))
                .iterator();
    }

    private List<Path> list() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

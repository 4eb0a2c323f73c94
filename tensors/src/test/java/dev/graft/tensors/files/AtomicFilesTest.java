package dev.graft.tensors.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> AtomicFiles.write(file, "content"));
        assertEquals(
                "[" + file + "] cannot be written: there is no folder " + file.getParent()
                        + "; make it, or name another file",
                refused.getMessage());
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

    @Test
    void onlyRegularFilesAreReplaced() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "mkfifo");
        assertThrows(InvalidInputException.class, () -> AtomicFiles.write(pipe, "content"));
        assertThrows(InvalidInputException.class, () -> AtomicFiles.write(folder, "content"));
        assertThrows(InvalidInputException.class, () -> AtomicFolder.write(pipe, inside -> inside));
        assertEquals(List.of(pipe), list());
        assertFalse(Files.isRegularFile(pipe));
    }

    @Test
    void aLinkStaysAndWhatItNamesIsWritten() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path file = Files.writeString(elsewhere.resolve("card.md"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        AtomicFiles.write(link, "new");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(file));
        Files.delete(file);
        assertThrows(InvalidInputException.class, () -> AtomicFiles.write(link, "content"));
    }

    @Test
    void aFileThatIsReplacedKeepsItsPermissions() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "old");
        assumeTrue(Files.getFileStore(file).supportsFileAttributeView("posix"), "POSIX permissions");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        AtomicFiles.write(
                file,
                () -> halves(() -> {
                    for (Path each : list()) {
                        assertEquals("rw-------", permissions(each));
                    }
                }));
        assertEquals("rw-------", permissions(file));
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatALivingProcessWritesIsNotSweptWhateverTheClockSays() throws IOException {
        Path living = Temporary.beside(folder.resolve("living")).path();
        Files.writeString(living, "half");
        Files.setLastModifiedTime(living, FileTime.from(Instant.EPOCH));
        AtomicFiles.sweep(folder);
        AtomicFiles.sweepShared(folder);
        assertEquals(List.of(living), list());
    }

    @Test
    void whatAKilledProcessLeftIsSweptAlsoFromTheFuture() throws IOException, InterruptedException {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        String writer = new Writer(Writer.current().machine(), ended.pid(), 1).toString();
        Path left = folder.resolve(".card.md." + writer + "." + UUID.randomUUID() + ".tmp");
        Files.writeString(left, "half");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().plus(Duration.ofHours(5))));
        AtomicFiles.sweepShared(folder);
        assertEquals(List.of(), list());
    }

    @Test
    void whatAKilledProcessLeftGoesWhenAnotherWritesThere() throws IOException, InterruptedException {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        String writer = new Writer(Writer.current().machine(), ended.pid(), 1).toString();
        Files.writeString(folder.resolve(".report.json." + writer + "." + UUID.randomUUID() + ".tmp"), "half");
        Path living =
                Files.writeString(Temporary.beside(folder.resolve("living")).path(), "half");
        Path written = folder.resolve("report.json");
        AtomicFiles.write(written, "whole");
        assertEquals(Set.of(living, written), Set.copyOf(list()));
    }

    @Test
    void whatCannotBeAskedIsSweptAfterADayOfEitherSign() throws IOException {
        Path fresh = Files.writeString(folder.resolve(".a." + UUID.randomUUID() + ".tmp"), "half");
        Path old = Files.writeString(folder.resolve(".b." + UUID.randomUUID() + ".tmp"), "half");
        Path future = Files.writeString(folder.resolve(".c." + UUID.randomUUID() + ".tmp"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Files.setLastModifiedTime(future, FileTime.from(Instant.now().plus(Duration.ofDays(2))));
        AtomicFiles.sweepShared(folder);
        assertEquals(List.of(fresh), list());
    }

    @Test
    void anEmptyFolderStaysWhatItIsAndIsFilled() throws IOException {
        Path target = Files.createDirectory(folder.resolve("volume"));
        Object before = Files.readAttributes(target, BasicFileAttributes.class).fileKey();
        Files.writeString(target.resolve(".a." + UUID.randomUUID() + ".tmp"), "left by a killed program");
        AtomicFolder.write(target, inside -> Files.writeString(inside.resolve("config.json"), "{}"));
        assertEquals("{}", read(target.resolve("config.json")));
        assertEquals(
                before, Files.readAttributes(target, BasicFileAttributes.class).fileKey());
        try (Stream<Path> files = Files.list(target)) {
            assertEquals(List.of(target.resolve("config.json")), files.toList());
        }
        assertThrows(InvalidInputException.class, () -> AtomicFolder.write(target, inside -> inside));
    }

    @Test
    void aFillingThatFailsLeavesTheFolderAsItWas() throws IOException {
        Path target = Files.createDirectory(folder.resolve("volume"));
        assertThrows(
                InvalidInputException.class,
                () -> AtomicFolder.write(target, inside -> {
                    Files.writeString(inside.resolve("a"), "written");
                    Files.setLastModifiedTime(inside.resolve("a"), FileTime.from(Instant.EPOCH));
                    Files.writeString(target.resolve("b"), "another program's");
                    return Files.writeString(inside.resolve("b"), "written too");
                }));
        try (Stream<Path> files = Files.list(target)) {
            assertEquals(List.of(target.resolve("b")), files.toList());
        }
        assertEquals("another program's", read(target.resolve("b")));
    }

    @Test
    void aFillingThatWasKilledBetweenTwoPiecesIsRepeated() throws IOException {
        Path target = Files.createDirectory(folder.resolve("volume"));
        Files.writeString(target.resolve("model.safetensors"), "moved already");
        Path stage = Files.createDirectory(target.resolve(".volume." + UUID.randomUUID() + ".tmp"));
        Files.writeString(stage.resolve("names"), "model.safetensors\n../volume/config.json");
        AtomicFolder.write(target, inside -> Files.writeString(inside.resolve("config.json"), "{}"));
        try (Stream<Path> files = Files.list(target)) {
            assertEquals(List.of(target.resolve("config.json")), files.toList());
        }
    }

    @Test
    void aNameAsLongAsTheSystemAllowsCanBeWritten() {
        Path file = folder.resolve("ä".repeat(120));
        AtomicFiles.write(file, "content");
        assertEquals("content", read(file));
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

package dev.graft.tensors.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFolderTest {
    private static final byte[] CONTENT = new byte[1 << 20];

    @TempDir
    private Path folder;

    private Path cache;
    private LibraryFile library;

    @BeforeEach
    void jar() throws IOException {
        cache = folder.toRealPath().resolve("cache");
        Path jar = folder.resolve("library.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry("native/libx.so"));
            entries.write(CONTENT);
        }
        library = new LibraryFile(
                "libx.so", URI.create("jar:" + jar.toUri() + "!/native/libx.so").toURL());
    }

    @Test
    void whatTheJarHoldsLiesInTheCache() throws IOException {
        Path placed = LibraryFolder.of("x", List.of(library), List.of(cache), use -> {})
                .path();
        assertTrue(placed.startsWith(cache), placed.toString());
        assertArrayEquals(CONTENT, Files.readAllBytes(placed.resolve("libx.so")));
    }

    /** Also what is added later, as the library for CUDA, which has more than 500 MB. */
    @Test
    void isUnpackedOnceForAllProcesses() throws IOException {
        LibraryFile further = new LibraryFile("liby.so", library.resource());
        Path placed = place(further);
        Map<String, Object> written = files(placed);
        assertEquals(Set.of("libx.so", "liby.so"), written.keySet());
        System.clearProperty("dev.graft.loaded." + placed); // as in another process
        assertEquals(placed, place(further));
        assertEquals(written, files(placed));
    }

    private Path place(LibraryFile further) {
        LibraryFolder libraries = LibraryFolder.of("x", List.of(library), List.of(cache), use -> {});
        libraries.add(further);
        return libraries.path();
    }

    /** What tells a file from one that is written anew, by name. */
    private static Map<String, Object> files(Path folder) throws IOException {
        Map<String, Object> keys = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.so")) {
            for (Path file : files) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                keys.put(
                        file.getFileName().toString(),
                        List.of(attributes.lastModifiedTime(), attributes.creationTime()));
            }
        }
        return keys;
    }

    @Test
    void whatAKilledProcessHalfWroteIsRemoved() throws IOException {
        Path placed = LibraryFolder.of("x", List.of(library), List.of(cache), use -> {})
                .path();
        System.clearProperty("dev.graft.loaded." + placed);
        String killed = new Writer(Writer.current().machine(), Writer.current().pid(), 1).toString();
        Path left = placed.resolve(".libx.so." + killed + "." + UUID.randomUUID() + ".tmp");
        Files.write(left, CONTENT);
        assertEquals(
                placed,
                LibraryFolder.of("x", List.of(library), List.of(cache), use -> {})
                        .path());
        assertFalse(Files.exists(left));
    }

    @Test
    void whatDiffersInOneBitIsReplacedBeforeItIsLoaded() throws IOException {
        Path file = LibraryFolder.of("x", List.of(library), List.of(cache), use -> {})
                .path()
                .resolve("libx.so");
        byte[] planted = CONTENT.clone();
        planted[777] ^= 1;
        Files.write(file, planted);
        library.place(file.getParent());
        assertArrayEquals(CONTENT, Files.readAllBytes(file));
    }

    @Test
    void aLinkInPlaceOfTheLibraryIsReplacedNotFollowed() throws IOException {
        Path file = LibraryFolder.of("x", List.of(library), List.of(cache), use -> {})
                .path()
                .resolve("libx.so");
        Path target = Files.write(folder.resolve("target"), CONTENT);
        Files.delete(file);
        Files.createSymbolicLink(file, target);
        library.place(file.getParent());
        assertTrue(!Files.isSymbolicLink(file));
    }

    @Test
    void theSecondClassLoaderGetsAFolderOfItsOwn() {
        Path first = LibraryFolder.of("x", List.of(library), List.of(cache), use -> {})
                .path();
        Path second = LibraryFolder.of("x", List.of(library), List.of(cache), use -> {})
                .path();
        assertNotEquals(first, second);
        assertTrue(Files.exists(second.resolve("libx.so")));
    }

    @Test
    void anotherBuildOfTheSameNameLiesInAnotherFolder() throws IOException {
        Path other = Files.write(folder.resolve("libx.so"), new byte[] {1, 2, 3});
        LibraryFile next = new LibraryFile("libx.so", other.toUri().toURL());
        Path placed =
                LibraryFolder.of("x", List.of(next), List.of(cache), use -> {}).path();
        assertNotEquals(
                LibraryFolder.of("x", List.of(library), List.of(cache), use -> {})
                        .path(),
                placed);
        assertEquals(3, Files.size(placed.resolve("libx.so")));
    }
}

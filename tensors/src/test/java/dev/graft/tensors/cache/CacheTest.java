package dev.graft.tensors.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.files.FileTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheTest {
    @TempDir
    private Path folder;

    private final List<String> messages = new ArrayList<>();

    @AfterEach
    void release() {
        CacheUse.releaseAll();
    }

    private Cache cache() {
        return new Cache(folder.resolve("cache"));
    }

    /** An entry of some bytes that was used some days ago. */
    private CacheEntry entry(CacheKind kind, String name, int bytes, int daysAgo) throws IOException {
        CacheEntry entry = cache().entry(kind, name);
        Files.createDirectories(entry.folder());
        CacheEntry.describe(entry.folder(), "of " + name);
        int record = (int) FileTree.bytes(entry.folder());
        Files.write(entry.folder().resolve("content"), new byte[bytes - record]);
        FileTime time = FileTime.from(Instant.now().minus(Duration.ofDays(daysAgo)));
        Files.setLastModifiedTime(entry.folder().resolve(".graft-entry"), time);
        return entry;
    }

    @Test
    void entriesTellWhatTheyAreAndTheOldestComesFirst() throws IOException {
        CacheEntry young = entry(CacheKind.FEATURES, "young", 1000, 1);
        CacheEntry old = entry(CacheKind.DATA, "old", 2000, 9);
        assertEquals(List.of(old, young), cache().entries());
        assertEquals("of old", old.of());
        assertEquals(2000, old.bytes());
        assertEquals(9, Duration.between(old.lastUsed(), Instant.now()).toDays());
        CacheUse.hold(old, "of old");
        assertEquals(List.of(young, old), cache().entries());
    }

    @Test
    void formerBuildsOfALibraryGoWhenNobodyHasUsedThemForLong() throws IOException {
        CacheEntry mine = entry(CacheKind.NATIVE, "tokenizers-a738ea13-1048576", 100, 200);
        CacheEntry former = entry(CacheKind.NATIVE, "tokenizers-a738ea11-1048576", 100, 100);
        CacheEntry recent = entry(CacheKind.NATIVE, "tokenizers-a738ea12-1048576", 100, 80);
        CacheEntry inUse = entry(CacheKind.NATIVE, "tokenizers-a738ea10-1048576", 100, 300);
        CacheEntry other = entry(CacheKind.NATIVE, "onnxruntime-a738ea11-1048576", 100, 300);
        CacheEntry world = entry(CacheKind.DATA, "tokenizers-a738ea11-1048576", 100, 300);
        CacheUse.hold(inUse, "of a process that began long ago");
        FileTime time = FileTime.from(Instant.now().minus(Duration.ofDays(300)));
        Files.setLastModifiedTime(inUse.folder().resolve(".graft-entry"), time);
        LibraryUse.hold(mine.folder(), "the libraries of this version");
        assertFalse(Files.exists(former.folder()));
        for (CacheEntry kept : List.of(mine, recent, inUse, other, world)) {
            assertTrue(kept.isThere(), kept::toString);
        }
    }

    /** {@code GRAFT_CACHE} may name a folder with other things, such as the home folder. */
    @Test
    void foldersOfOthersAreNoEntries() throws IOException {
        Path photos = Files.createDirectories(folder.resolve("cache/data/photos"));
        Files.writeString(photos.resolve("photo"), "x".repeat(5000));
        Files.createSymbolicLink(folder.resolve("cache/data/link"), photos);
        CacheEntry entry = entry(CacheKind.DATA, "mine", 100, 0);
        assertEquals(List.of(entry), cache().entries());
        new CacheLimit(0).enforce(cache(), messages::add);
        assertFalse(Files.exists(entry.folder()));
        assertTrue(Files.exists(photos.resolve("photo")));
    }

    @Test
    void whatWasNotUsedForLongestGoesFirst() throws IOException {
        CacheEntry first = entry(CacheKind.FEATURES, "first", 3000, 3);
        CacheEntry used = entry(CacheKind.FEATURES, "used", 3000, 2);
        CacheEntry second = entry(CacheKind.TEXTS, "second", 3000, 1);
        CacheEntry last = entry(CacheKind.DATA, "last", 3000, 0);
        CacheUse.hold(used, "used");
        new CacheLimit(12_000).enforce(cache(), messages::add);
        assertEquals(4, cache().entries().size());
        new CacheLimit(7_000).enforce(cache(), messages::add);
        assertEquals(List.of(last, used), cache().entries());
        assertFalse(Files.exists(first.folder()) || Files.exists(second.folder()));
        assertEquals(2, messages.size(), messages.toString());
        assertTrue(messages.get(0).contains("removed features/first (3.0 KB, of first)"), messages.get(0));
        new CacheLimit(0).enforce(cache(), messages::add);
        assertEquals(List.of(used), cache().entries());
        assertTrue(messages.get(3).contains("has 3.0 KB, above GRAFT_CACHE_LIMIT=0 B"), messages.toString());
        CacheUse.releaseAll();
        new CacheLimit(0).enforce(cache(), messages::add);
        assertEquals(List.of(), cache().entries());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hold", "hold after the cache was deleted"})
    void whatAnotherProcessUsesStaysUntilItIsKilled(String how) throws Exception {
        CacheEntry entry = entry(CacheKind.DATA, "entry", 100, 0);
        Process user = CacheUser.start(folder, List.of(), how, cache().root());
        try (BufferedReader said = user.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("done", said.readLine());
            assertTrue(cache().isUsed(entry));
            assertFalse(cache().remove(entry));
            CacheUse.hold(entry, "many may use it");
            assertTrue(Files.exists(entry.folder()));
        } finally {
            user.destroyForcibly().waitFor();
        }
        CacheUse.releaseAll();
        assertFalse(cache().isUsed(entry));
        assertTrue(cache().remove(entry));
        assertFalse(Files.exists(entry.folder()));
    }

    @Test
    void halfWrittenFoldersOfKilledProcessesAreSwept() throws Exception {
        Process maker = CacheUser.start(folder, List.of(), "make for ever", cache().root());
        try (BufferedReader said = maker.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("begun", said.readLine());
        } finally {
            maker.destroyForcibly().waitFor();
        }
        assertTrue(FileTree.bytes(cache().root()) > 1 << 16);
        assertEquals(List.of(), cache().entries());
        cache().sweep();
        assertEquals(0, FileTree.bytes(cache().root()));
    }
}

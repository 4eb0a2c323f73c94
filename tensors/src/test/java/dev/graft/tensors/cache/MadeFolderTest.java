package dev.graft.tensors.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MadeFolderTest {
    @TempDir
    private Path folder;

    private final String home = System.getProperty("user.home");
    private final List<String> messages = new ArrayList<>();
    private int made;
    private final MadeFolder words = new MadeFolder(CacheKind.DATA, "words", "two words", this::damaged, this::write);

    @BeforeEach
    void home() {
        System.setProperty("user.home", folder.resolve("home").toString());
    }

    @AfterEach
    void release() {
        System.setProperty("user.home", home);
        CacheUse.releaseAll();
    }

    private List<String> damaged(Path made) {
        return Stream.of("one", "in/two").filter(name -> !isRight(made, name)).toList();
    }

    private static boolean isRight(Path made, String name) {
        try {
            return Files.readString(made.resolve(name)).equals(name);
        } catch (IOException e) {
            return false;
        }
    }

    private synchronized Path write(Path target) throws IOException {
        made++;
        Files.createDirectories(target.resolve("in"));
        Files.writeString(target.resolve("one"), "one");
        Files.writeString(target.resolve("in/two"), "in/two");
        return target;
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private static List<String> temporaries(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".tmp"))
                    .collect(Collectors.toList());
        }
    }

    @Test
    void isMadeOnceAndIsAnEntry() {
        Path place = words.in(cache(), messages::add);
        assertEquals(place, words.in(cache(), messages::add));
        assertEquals(1, made);
        assertEquals(List.of(), messages);
        assertEquals("two words", new Cache(cache()).entries().get(0).of());
    }

    @Test
    void whateverIsMissingOrDamagedIsMadeAnewWithAWord() throws IOException {
        Path place = words.in(cache(), messages::add);
        Files.delete(place.resolve("one"));
        assertFalse(words.isWhole(place));
        words.in(cache(), messages::add);
        Files.writeString(place.resolve("in/two"), "tow");
        words.in(cache(), messages::add);
        Files.delete(place.resolve("in/two"));
        Files.delete(place.resolve("in"));
        Files.writeString(place.resolve("in"), "a file in place of a folder");
        words.in(cache(), messages::add);
        assertTrue(words.isWhole(place));
        assertEquals(4, made);
        assertEquals(
                List.of(
                        "[" + place + "] is made anew: 'one' is not as it was written",
                        "[" + place + "] is made anew: 'in/two' is not as it was written",
                        "[" + place + "] is made anew: 'in/two' is not as it was written"),
                messages);
        assertEquals(List.of(), temporaries(folder));
    }

    @Test
    void severalMayMakeItAtOnce() throws IOException {
        for (int time = 0; time < 20; time++) {
            IntStream.range(0, 8).parallel().forEach(i -> assertTrue(words.isWhole(words.in(cache(), message -> {}))));
            Files.delete(words.in(cache(), message -> {}).resolve("one"));
        }
        assertEquals(List.of(), temporaries(folder));
    }

    @Test
    void aLinkInItsPlaceIsReplacedNotFollowed() throws IOException {
        Path others = Files.createDirectories(folder.resolve("others"));
        write(others);
        CacheEntry entry = new Cache(cache()).entry(CacheKind.DATA, "words");
        Files.createDirectories(entry.folder().getParent());
        Files.createSymbolicLink(entry.folder(), others);
        Path place = words.in(cache(), messages::add);
        assertFalse(Files.isSymbolicLink(place));
        assertTrue(words.isWhole(others));
        assertFalse(Files.exists(others.resolve(".graft-entry")));
    }

    @Test
    void whereItCannotBeMadeTheUsersOwnCacheIsTakenWithAWord() throws IOException {
        Files.createDirectories(cache());
        Files.writeString(cache().resolve("data"), "so that there can be no folder here, for root neither");
        Path place = words.in(cache(), messages::add);
        assertTrue(place.startsWith(folder.resolve("home")), place.toString());
        assertTrue(words.isWhole(place));
        assertEquals(1, messages.size(), messages.toString());
        assertTrue(messages.get(0).endsWith("; another place is taken"), messages.get(0));
        assertEquals(place, words.in(cache(), messages::add));
        assertEquals(1, made);
    }

    @Test
    void whatFailsHalfwayLeavesNothing() throws IOException {
        MadeFolder failing = new MadeFolder(CacheKind.DATA, "words", "two words", this::damaged, target -> {
            write(target);
            throw new IOException("No space left on device");
        });
        UncheckedIOException failure =
                assertThrows(UncheckedIOException.class, () -> failing.in(cache(), messages::add));
        assertTrue(failure.getMessage().contains("No space left on device"), failure.getMessage());
        assertEquals(3, made, "in the cache, in the user's, in a temporary one");
        assertEquals(List.of(), temporaries(folder));
        assertFalse(Files.exists(cache().resolve("data/words")));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void onAFullDiskTheMessageSaysSoAndNothingIsLeft() throws Exception {
        Process maker =
                CacheUser.start(folder, List.of("sh", "-c", "ulimit -f 200; exec \"$0\" \"$@\""), "make", cache());
        try (BufferedReader said = maker.inputReader(StandardCharsets.UTF_8)) {
            String failure = said.readLine();
            assertTrue(failure.startsWith("failed [") && failure.contains("File too large"), failure);
        } finally {
            maker.destroyForcibly().waitFor();
        }
        assertEquals(List.of(), temporaries(cache()));
    }

    @Test
    void aFileInPlaceOfTheCacheIsRefused() throws IOException {
        Files.writeString(cache(), "x");
        String message = assertThrows(InvalidInputException.class, () -> words.in(cache(), messages::add))
                .getMessage();
        assertTrue(message.contains("is a file, and the folder of the cache is expected"), message);
    }
}

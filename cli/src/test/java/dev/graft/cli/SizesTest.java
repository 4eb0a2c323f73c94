package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a reader can take in at once: files and packages of the main code stay small. */
class SizesTest {
    private static final int LINES = 300;
    private static final int FILES = 25;

    @Test
    void noFileIsTooLong() {
        List<String> tooLong = sources()
                .filter(file -> lines(file) > LINES)
                .map(Path::toString)
                .toList();
        assertEquals(List.of(), tooLong, "longer than " + LINES + " lines; split them by what they know");
    }

    /** Descriptions of packages and modules not counted. */
    @Test
    void noPackageHasTooManyFiles() {
        Map<String, Long> packages = sources()
                .filter(file -> !file.getFileName().toString().endsWith("-info.java"))
                .collect(Collectors.groupingBy(
                        file -> file.getParent().toString(), TreeMap::new, Collectors.counting()));
        assertTrue(packages.size() > 40, "found " + packages.keySet());
        packages.values().removeIf(count -> count <= FILES);
        assertEquals(Map.of(), packages, "more than " + FILES + " files; cut them by what they know");
    }

    /** The main code of all modules, by paths from the root of the checkout. */
    private static Stream<Path> sources() {
        Path root = Repository.root();
        return Modules.ours().keySet().stream()
                .map(module -> root.resolve(module).resolve("src/main/java"))
                .flatMap(SizesTest::files)
                .map(root::relativize)
                .filter(file -> file.toString().endsWith(".java"));
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(Repository.root().resolve(file))) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

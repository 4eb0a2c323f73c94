package dev.graft.tensors.files;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The SHA-256 of all files of a folder in a file of their own, as {@code sha256sum} writes and {@code sha256sum --check}
 * reads it.
 */
public final class Checksums {
    /** The name of the file. */
    public static final String FILE = "SHA256SUMS";

    private static final String BETWEEN = "  ";
    private static final int DIGITS = 64;

    private Checksums() {}

    /** Writes the checksums of all files that a folder holds now. */
    public static void write(Path folder) throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.walk(folder)) {
            names = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
        Map<String, String> lines = names.parallelStream()
                .collect(Collectors.toMap(name -> name, name -> FileHash.sha256(folder.resolve(name))));
        AtomicFiles.write(
                folder.resolve(FILE),
                new TreeMap<>(lines)
                        .entrySet().stream()
                                .map(line -> line.getValue() + BETWEEN + line.getKey() + "\n")
                                .collect(Collectors.joining()));
    }

    /**
     * The files that are not what they were when the checksums were written: damaged, cut short or gone. The file of the
     * checksums itself is among them if it is gone or cannot be read.
     *
     * @param wanted by the name within the folder, with '/'; others are not looked at
     */
    public static List<String> damaged(Path folder, Predicate<String> wanted) {
        List<String> lines;
        try {
            lines = Files.readAllLines(folder.resolve(FILE));
        } catch (IOException e) {
            return List.of(FILE);
        }
        if (lines.isEmpty() || !lines.stream().allMatch(Checksums::isWhole)) {
            return List.of(FILE);
        }
        return lines.parallelStream()
                .filter(line -> wanted.test(name(line)) && !isSame(folder, line))
                .map(Checksums::name)
                .toList();
    }

    private static boolean isWhole(String line) {
        return line.length() > DIGITS + BETWEEN.length() && line.startsWith(BETWEEN, DIGITS);
    }

    private static String name(String line) {
        return line.substring(DIGITS + BETWEEN.length());
    }

    private static boolean isSame(Path folder, String line) {
        try {
            return FileHash.sha256(folder.resolve(name(line))).equals(line.substring(0, DIGITS));
        } catch (ModelFileException | InvalidPathException e) {
            return false;
        }
    }
}

package dev.graft.models.data;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The names in a folder, for finding one that is nearly another. The folder asked for last is kept, as one is asked for many names. */
final class FolderNames {
    private static final int MOST = 2_000_000;

    /** What is taken to be equal, ever more. */
    private static final List<UnaryOperator<String>> WAYS = List.of(
            name -> Normalizer.normalize(name, Normalizer.Form.NFC),
            name -> Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT),
            name -> Normalizer.normalize(name, Normalizer.Form.NFC)
                    .toLowerCase(Locale.ROOT)
                    .replaceFirst("\\.(jpe?g|png|gif|bmp|webp|tiff?)$", ""));

    private static SoftReference<FolderNames> last = new SoftReference<>(null);

    private final Path folder;
    private final FileTime changed;
    private final List<Map<String, String>> byWay = new ArrayList<>();

    /**
     * A name that is there.
     *
     * @param way in which it differs: 0 in the form of its letters, 1 in their case, 2 in its ending
     */
    record Near(String name, int way) {}

    private FolderNames(Path folder, FileTime changed, List<String> names) {
        this.folder = folder;
        this.changed = changed;
        for (UnaryOperator<String> way : WAYS) {
            Map<String, String> found = new HashMap<>();
            names.forEach(name -> found.putIfAbsent(way.apply(name), name));
            byWay.add(found);
        }
    }

    static synchronized FolderNames of(Path folder) {
        try {
            FileTime changed = Files.getLastModifiedTime(folder);
            FolderNames names = last.get();
            if (names == null || !names.folder.equals(folder) || !names.changed.equals(changed)) {
                names = read(folder, changed);
                last = new SoftReference<>(names);
            }
            return names;
        } catch (IOException e) {
            return new FolderNames(folder, FileTime.fromMillis(0), List.of());
        }
    }

    private static FolderNames read(Path folder, FileTime changed) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString()); // to open a pipe would be to wait for ever
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<String> names = entries.limit(MOST)
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
            return new FolderNames(folder, changed, names);
        }
    }

    /** The name that is the same in the strictest of the ways. */
    Optional<Near> near(String name) {
        for (int way = 0; way < WAYS.size(); way++) {
            String found = byWay.get(way).get(WAYS.get(way).apply(name));
            if (found != null) {
                return Optional.of(new Near(found, way));
            }
        }
        return Optional.empty();
    }
}

package dev.graft.tensors.files;

import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Content for an empty folder that has to stay what it is, such as a mounted volume. It is written in a hidden folder
 * inside and moved out piece by piece, what was written last at the end; a list tells what to remove again after a
 * program that was killed between two pieces.
 */
final class FolderFilling {
    private static final String CONTENT = "content";
    private static final String NAMES = "names";

    private final Path folder;
    private final Path stage;

    private FolderFilling(Path folder) {
        this.folder = folder;
        this.stage = folder.resolve(Temporary.name(folder.getFileName().toString()));
    }

    static <T> T write(Path folder, AtomicFolder.Content<T> content) throws IOException {
        FolderFilling filling = new FolderFilling(folder);
        OpenTemporaries.register(filling.stage);
        try {
            Path inside = OpenTemporaries.create(() -> Files.createDirectories(filling.stage.resolve(CONTENT)));
            T result = content.write(inside);
            FileTree.force(inside);
            OpenTemporaries.publish(filling::moveOut);
            return result;
        } finally {
            OpenTemporaries.release(filling.stage);
        }
    }

    /** Removes what killed programs left in a folder that they were filling. */
    static void undoLeftBehind(Path folder) throws IOException {
        for (Path stage : entries(folder)) {
            if (AtomicFiles.isTemporary(stage) && Temporary.isLeftBehind(stage, Duration.ZERO)) {
                Path names = stage.resolve(NAMES);
                if (Files.isRegularFile(names)) {
                    for (String name : Files.readAllLines(names)) {
                        // Only what lies in the folder itself, whatever the list says, and was moved there.
                        Path piece = Path.of(name).getFileName();
                        if (Files.notExists(stage.resolve(CONTENT).resolve(piece))) {
                            FileTree.delete(folder.resolve(piece));
                        }
                    }
                }
                FileTree.delete(stage);
            }
        }
    }

    private void moveOut() throws IOException {
        List<Path> pieces = byTime(entries(stage.resolve(CONTENT)));
        AtomicFiles.write(
                stage.resolve(NAMES),
                String.join(
                        "\n",
                        pieces.stream()
                                .map(piece -> piece.getFileName().toString())
                                .toList()));
        List<Path> moved = new ArrayList<>();
        boolean complete = false;
        try {
            for (Path piece : pieces) {
                Path place = folder.resolve(piece.getFileName());
                if (Files.exists(place)) {
                    throw new InvalidInputException(place, "was written by another program meanwhile");
                }
                Files.move(piece, place);
                moved.add(place);
            }
            complete = true;
        } finally {
            for (Path place : complete ? List.<Path>of() : moved) {
                FileTree.delete(place);
            }
        }
        Temporary.forceFolder(folder);
    }

    private static List<Path> byTime(List<Path> files) throws IOException {
        Map<Path, FileTime> times = new TreeMap<>();
        for (Path file : files) {
            times.put(file, Files.getLastModifiedTime(file));
        }
        return times.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }
}

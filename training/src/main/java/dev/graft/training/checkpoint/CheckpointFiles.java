package dev.graft.training.checkpoint;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Place;
import dev.graft.tensors.files.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The last two checkpoints of a run. There is a whole one at every moment, whatever happens while another is written, and
 * one that is damaged later costs the steps since the one before.
 */
public final class CheckpointFiles {
    private static final String LAST = "last.safetensors";
    private static final String PREVIOUS = "previous.safetensors";
    private static final String NEXT = "next.safetensors";

    private final Path folder;

    public CheckpointFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Saves a checkpoint, and keeps the last one as that before it.
     *
     * @throws UncheckedIOException if it cannot be written, such as when somebody has taken the folder away
     */
    public void save(Checkpoint checkpoint) {
        Path next = folder.resolve(NEXT);
        Path last = folder.resolve(LAST);
        AtomicFiles.within(folder, () -> checkpoint.save(next));
        try {
            if (Files.exists(last)) {
                move(last, folder.resolve(PREVIOUS));
            }
            move(next, last);
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(last, "cannot be written: " + e), e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * The newest checkpoint that is whole; empty where none was saved.
     *
     * @param messages told of those that are damaged
     * @throws ModelFileException if all are
     */
    public Optional<Checkpoint> load(Consumer<String> messages) {
        List<Path> files = List.of(NEXT, LAST, PREVIOUS).stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .toList();
        ModelFileException failure = null;
        for (Path file : files) {
            try {
                return Optional.of(Checkpoint.load(file));
            } catch (ModelFileException e) {
                messages.accept(
                        e.getMessage() + (failure == null && files.size() > 1 ? "; trying the one before" : ""));
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return Optional.empty();
    }
}

package dev.graft.training.features;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Place;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.FileHash;
import dev.graft.training.progress.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of {@link FeatureShard}s: tensors that were computed once, each under a hash of what it is of. Several runs may
 * use one at once; a damaged shard is left out and deleted.
 */
public final class ShardFolder {
    private static final int KEY_DIGITS = 32;

    private final Path folder;
    private final TrainingListener listener;

    public ShardFolder(Path folder, TrainingListener listener) {
        this.folder = folder;
        this.listener = listener;
    }

    /** The name of a folder for all that is computed in one way, from everything that decides it. */
    public static String key(String... parts) {
        return FileHash.ofText(String.join("\n", parts)).substring(0, KEY_DIGITS);
    }

    public Path folder() {
        return folder;
    }

    /**
     * Those of the wanted tensors that are stored, as views of the mapped files.
     *
     * @param what names them where progress is told
     */
    public Map<String, Tensor> read(Set<String> wanted, String what) {
        makeFolder();
        AtomicFiles.sweepShared(folder);
        Set<String> missing = new HashSet<>(wanted);
        Map<String, Tensor> found = new LinkedHashMap<>();
        List<Path> shards = shards();
        for (int i = 0; i < shards.size() && !missing.isEmpty(); i++) {
            Map<String, Tensor> shard = read(shards.get(i), missing);
            found.putAll(shard);
            missing.removeAll(shard.keySet());
            listener.onPreparation(what, i + 1, shards.size());
        }
        return found;
    }

    /** Writes tensors as a shard, and moves them, now as views of the file, from the one map to the other. */
    public void store(Map<String, Tensor> pending, Map<String, Tensor> found) {
        if (!pending.isEmpty()) {
            // Somebody may have emptied the cache meanwhile.
            makeFolder();
            Path shard = FeatureShard.write(folder, pending);
            found.putAll(FeatureShard.read(shard, pending.keySet()));
            pending.clear();
        }
    }

    private void makeFolder() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    Place.at(
                            folder,
                            "the folder for features cannot be made (" + e
                                    + "); choose another one by the setting 'cache'"),
                    e);
        }
    }

    private List<Path> shards() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(FeatureShard.ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(folder, "cannot be listed: " + e), e);
        }
    }

    private Map<String, Tensor> read(Path shard, Set<String> wanted) {
        try {
            return FeatureShard.read(shard, wanted);
        } catch (ModelFileException e) {
            listener.onMessage("damaged features are computed anew: " + e.getMessage());
            discard(shard);
            return Map.of();
        }
    }

    private void discard(Path shard) {
        try {
            Files.deleteIfExists(shard);
        } catch (IOException e) {
            listener.onMessage(Place.at(shard, "cannot be deleted (" + e + "); it is left out"));
        }
    }
}

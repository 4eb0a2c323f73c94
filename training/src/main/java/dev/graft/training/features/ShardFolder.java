package dev.graft.training.features;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Place;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.cache.CacheEntry;
import dev.graft.tensors.cache.CacheKind;
import dev.graft.tensors.cache.CachePlaces;
import dev.graft.tensors.cache.CacheUse;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.FileHash;
import dev.graft.training.progress.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An entry of the cache with {@link FeatureShard}s: tensors that were computed once, each under a hash of what it is of.
 * Several runs may use one at once; a damaged shard is left out and deleted.
 *
 * <p>Where the entry cannot be written, as in a cache of another user or on a full disk, what is there is read, and what is
 * computed lies in another place of {@link CachePlaces}, or else in memory.
 */
public final class ShardFolder {
    private static final int KEY_DIGITS = 32;

    private final CacheKind kind;
    private final String key;
    private final String of;
    private final TrainingListener listener;
    private final CachePlaces places;
    /** Those that are read; what is computed goes to the last. */
    private final List<CacheEntry> entries = new ArrayList<>();

    private boolean keepsInMemory;

    /**
     * @param cache the folder of the cache
     * @param key as {@link #key} gives it
     * @param of what the tensors are of, in a line for the user
     * @throws InvalidInputException if the cache is a file
     */
    ShardFolder(Path cache, CacheKind kind, String key, String of, TrainingListener listener) {
        this.kind = kind;
        this.key = key;
        this.of = of;
        this.listener = listener;
        this.places = CachePlaces.of(cache);
        entries.add(places.next().entry(kind, key));
    }

    /** A folder of vectors of texts. */
    public static ShardFolder ofTexts(Path cache, String key, String of, TrainingListener listener) {
        return new ShardFolder(cache, CacheKind.TEXTS, key, of, listener);
    }

    /** The name of a folder for all that is computed in one way, from everything that decides it. */
    public static String key(String... parts) {
        return FileHash.ofText(String.join("\n", parts)).substring(0, KEY_DIGITS);
    }

    /** Where what is computed next will lie. */
    public Path folder() {
        return last().folder();
    }

    private CacheEntry last() {
        return entries.get(entries.size() - 1);
    }

    /**
     * Those of the wanted tensors that are stored, as views of the mapped files.
     *
     * @param what names them where progress is told
     */
    public Map<String, Tensor> read(Set<String> wanted, String what) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        Set<String> missing = new HashSet<>(wanted);
        for (CacheEntry entry : entries) {
            read(entry, missing, found, what);
        }
        Optional<String> problem = missing.isEmpty() ? Optional.empty() : problem();
        while (problem.isPresent() && !missing.isEmpty() && leave(problem.get())) {
            read(last(), missing, found, what);
            problem = problem();
        }
        return found;
    }

    private void read(CacheEntry entry, Set<String> missing, Map<String, Tensor> found, String what) {
        CacheUse.hold(entry, of);
        List<Path> shards = shards(entry.folder());
        for (int i = 0; i < shards.size() && !missing.isEmpty(); i++) {
            Map<String, Tensor> shard = read(shards.get(i), missing);
            found.putAll(shard);
            missing.removeAll(shard.keySet());
            listener.onPreparation(what, i + 1, shards.size());
        }
    }

    /** Keeps tensors in a shard, and moves them, now as views of the file, from the one map to the other. */
    public void store(Map<String, Tensor> pending, Map<String, Tensor> found) {
        while (!pending.isEmpty()) {
            Optional<String> problem = problem(); // somebody may have emptied the cache meanwhile
            if (problem.isEmpty()) {
                try {
                    found.putAll(FeatureShard.read(FeatureShard.write(folder(), pending), pending.keySet()));
                    pending.clear();
                } catch (UncheckedIOException | InvalidInputException | ModelFileException e) {
                    problem = Optional.of(e.getMessage());
                }
            }
            if (problem.isPresent() && !leave(problem.get())) {
                found.putAll(pending);
                pending.clear();
            }
        }
    }

    /** Goes on to the next place, if there is one, with a word. */
    private boolean leave(String why) {
        try {
            if (places.hasNext()) {
                CacheEntry next = places.next().entry(kind, key);
                listener.onMessage(why + "; what is there is read, what is computed lies in " + next.folder());
                entries.add(next);
                return true;
            }
        } catch (UncheckedIOException e) {
            listener.onMessage(e.getMessage());
        }
        if (!keepsInMemory) {
            listener.onMessage(why + "; what is computed is kept in memory, for this run alone");
            keepsInMemory = true;
        }
        return false;
    }

    /** Makes the folder; why it cannot be written, if it cannot. */
    private Optional<String> problem() {
        Path folder = folder();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            return Optional.of(Place.at(folder, "cannot be made: " + e));
        }
        if (!isFolder(folder)) {
            return Optional.of(Place.at(folder, "is a link, which is not followed in a cache"));
        }
        if (!Files.isWritable(folder)) {
            return Optional.of(Place.at(folder, "may not be written by this user"));
        }
        AtomicFiles.sweepShared(folder);
        CacheUse.hold(last(), of);
        return Optional.empty();
    }

    /** A link is not: it would lead to what another has, where damaged shards are deleted. */
    private static boolean isFolder(Path folder) {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    private List<Path> shards(Path folder) {
        if (!isFolder(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(FeatureShard.ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of(); // gone meanwhile, or closed to this user
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

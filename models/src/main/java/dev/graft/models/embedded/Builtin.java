package dev.graft.models.embedded;

import dev.graft.models.data.AtomicFolder;
import dev.graft.models.world.WorldOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a path may name without being one: {@code builtin:shapes-vision} and {@code builtin:shapes-language}, frozen
 * backbones, and {@code builtin:shapes/...}, a file of the little world that {@link WorldOptions} writes.
 */
public final class Builtin {
    private static final String SCHEME = "builtin:";
    private static final String WORLD = "shapes";

    /** To be raised when the same options no longer give the same world; cached ones are then made anew. */
    private static final int WORLD_VERSION = 1;

    private static final WorldOptions OPTIONS = new WorldOptions(12_000, 1_000, 0, 64, 0);

    private Builtin() {}

    /** Whether a path is of this kind. */
    public static boolean is(String path) {
        return path.startsWith(SCHEME);
    }

    /** Refuses a name of nothing. */
    public static void require(String path) {
        if (!all().contains(path)) {
            throw new IllegalArgumentException("[" + path + "] is not built in; there is " + String.join(", ", all()));
        }
    }

    /** All backbones, and the files of the world that are for training and evaluation. */
    public static List<String> all() {
        Stream<String> files = Stream.of("train", "test", "combinations")
                .flatMap(split -> Stream.of("questions", "captions", "grounding")
                        .map(kind -> SCHEME + WORLD + "/" + split + "/" + kind + ".jsonl"));
        return Stream.concat(Arrays.stream(EmbeddedBackbone.values()).map(backbone -> SCHEME + backbone), files)
                .toList();
    }

    /**
     * Where it lies, made first where it is not there yet.
     *
     * @param cache see {@link CacheFolder}
     * @param messages hears what takes a while
     * @throws IllegalArgumentException if there is nothing of that name
     */
    public static Path locate(String path, Path cache, Consumer<String> messages) {
        require(path);
        String name = path.substring(SCHEME.length());
        Optional<EmbeddedBackbone> backbone = EmbeddedBackbone.of(name);
        if (backbone.isPresent()) {
            return backbone.get().unpack(cache);
        }
        return world(cache, messages).resolve(name.substring(WORLD.length() + 1));
    }

    private static Path world(Path cache, Consumer<String> messages) {
        Path folder = cache.toAbsolutePath()
                .normalize()
                .resolve("data")
                .resolve(WORLD + "-" + OPTIONS.images() + "-" + OPTIONS.seed() + "-v" + WORLD_VERSION);
        AtomicFolder.ensure(folder, target -> {
            messages.accept("data: " + OPTIONS.images() + " images of shapes to train on are made in " + folder);
            OPTIONS.write(target);
        });
        return folder;
    }
}

package dev.graft.world;

import dev.graft.models.source.BackboneSource;
import dev.graft.tensors.files.AtomicFolder;
import dev.graft.tensors.files.Checksums;
import dev.graft.world.files.WorldOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What Graft carries: {@code builtin:shapes-vision} and {@code builtin:shapes-language}, frozen backbones, and
 * {@code builtin:shapes/...}, a file of the little world that {@link WorldOptions} writes.
 */
public final class Builtin implements BackboneSource {
    private static final String WORLD = "shapes";

    /** To be raised when the same options no longer give the same world; cached ones are then made anew. */
    private static final int WORLD_VERSION = 2;

    private static final WorldOptions OPTIONS = new WorldOptions(12_000, 1_000, 0, 64, 0);

    @Override
    public String scheme() {
        return "builtin";
    }

    /** All backbones, and the files of the world that are for training and evaluation. */
    @Override
    public List<String> names() {
        Stream<String> files = Stream.of("train", "test", "combinations")
                .flatMap(split -> Stream.of("questions", "captions", "grounding")
                        .map(kind -> WORLD + "/" + split + "/" + kind + ".jsonl"));
        return Stream.concat(Arrays.stream(EmbeddedBackbone.values()).map(EmbeddedBackbone::toString), files)
                .toList();
    }

    @Override
    public Path locate(String name, Path cache, Consumer<String> messages) {
        Optional<EmbeddedBackbone> backbone = EmbeddedBackbone.of(name);
        if (backbone.isPresent()) {
            return backbone.get().unpack(cache, messages);
        }
        String file = name.substring(WORLD.length() + 1);
        return world(cache, file.substring(0, file.indexOf('/') + 1), messages).resolve(file);
    }

    /** @param part the folder within the world that is needed, with '/' behind it */
    private static Path world(Path cache, String part, Consumer<String> messages) {
        Path folder = cache.toAbsolutePath()
                .normalize()
                .resolve("data")
                .resolve(WORLD + "-" + OPTIONS.images() + "-" + OPTIONS.seed() + "-v" + WORLD_VERSION);
        Remaking.unlessWhole(folder, () -> Checksums.damaged(folder, name -> name.startsWith(part)), messages);
        AtomicFolder.ensure(folder, target -> {
            messages.accept("data: " + OPTIONS.images() + " images of shapes to train on are made in " + folder);
            OPTIONS.write(target);
        });
        return folder;
    }
}

package dev.graft.world;

import dev.graft.models.source.BackboneSource;
import dev.graft.tensors.cache.CacheKind;
import dev.graft.tensors.cache.MadeFolder;
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
        return backbone.isPresent()
                ? backbone.get().unpack(cache, messages)
                : world(name, messages).in(cache, messages).resolve(file(name));
    }

    @Override
    public Optional<Path> cacheOf(String name, Path place) {
        return EmbeddedBackbone.of(name).flatMap(backbone -> backbone.cacheOf(place));
    }

    @Override
    public boolean isWhole(String name, Path place) {
        Optional<EmbeddedBackbone> backbone = EmbeddedBackbone.of(name);
        return backbone.isPresent()
                ? backbone.get().isWhole(place)
                : world(name, message -> {}).isWhole(place.getParent().getParent());
    }

    /** The path within the world, {@code SPLIT/FILE}. */
    private static String file(String name) {
        return name.substring(WORLD.length() + 1);
    }

    /** The world; whole as far as a name needs it, which is the folder of its split. */
    private static MadeFolder world(String name, Consumer<String> messages) {
        String part = file(name).substring(0, file(name).indexOf('/') + 1);
        return new MadeFolder(
                CacheKind.DATA,
                WORLD + "-" + OPTIONS.images() + "-" + OPTIONS.seed() + "-v" + WORLD_VERSION,
                "pictures of coloured shapes, with questions and captions",
                folder -> Checksums.damaged(folder, file -> file.startsWith(part)),
                folder -> {
                    messages.accept("data: " + OPTIONS.images() + " images of shapes to train on are made in "
                            + folder.getParent());
                    return OPTIONS.fill(folder);
                });
    }
}

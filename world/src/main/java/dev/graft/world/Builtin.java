package dev.graft.world;

import dev.graft.models.source.BackboneSource;
import dev.graft.world.files.CachedWorld;
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

    private static final CachedWorld CACHED = new CachedWorld(new WorldOptions(12_000, 1_000, 0, 64, 0));

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
                : CACHED.locate(file(name), cache, messages);
    }

    @Override
    public Optional<Path> cacheOf(String name, Path place) {
        return EmbeddedBackbone.of(name).flatMap(backbone -> backbone.cacheOf(place));
    }

    @Override
    public boolean isWhole(String name, Path place) {
        Optional<EmbeddedBackbone> backbone = EmbeddedBackbone.of(name);
        return backbone.isPresent() ? backbone.get().isWhole(place) : CACHED.isWhole(file(name), place);
    }

    /** The path within the world, {@code SPLIT/FILE}. */
    private static String file(String name) {
        return name.substring(WORLD.length() + 1);
    }
}

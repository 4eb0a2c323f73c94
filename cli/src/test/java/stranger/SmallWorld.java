package stranger;

import dev.graft.models.source.BackboneSource;
import dev.graft.world.files.CachedWorld;
import dev.graft.world.files.WorldOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A world that is made as the one that Graft carries, in a second instead of a minute: {@code small-world:train/questions.jsonl}. */
public final class SmallWorld implements BackboneSource {
    private static final CachedWorld CACHED = new CachedWorld(new WorldOptions(60, 20, 0, 64, 3));

    @Override
    public String scheme() {
        return "small-world";
    }

    @Override
    public List<String> names() {
        return List.of("train/questions.jsonl");
    }

    @Override
    public Path locate(String name, Path cache, Consumer<String> messages) {
        return CACHED.locate(name, cache, messages);
    }

    @Override
    public boolean isWhole(String name, Path place) {
        return CACHED.isWhole(name, place);
    }
}

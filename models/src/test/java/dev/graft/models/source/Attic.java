package dev.graft.models.source;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A source from outside the project: two things by the scheme {@code attic}. */
public final class Attic implements BackboneSource {
    @Override
    public String scheme() {
        return "attic";
    }

    @Override
    public List<String> names() {
        return List.of("box", "box/photos.jsonl");
    }

    @Override
    public Path locate(String name, Path cache, Consumer<String> messages) {
        messages.accept("looked for " + name);
        return cache.resolve(name);
    }
}

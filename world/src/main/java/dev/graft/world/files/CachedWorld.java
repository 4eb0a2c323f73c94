package dev.graft.world.files;

import dev.graft.tensors.cache.CacheKind;
import dev.graft.tensors.cache.MadeFolder;
import dev.graft.tensors.files.Checksums;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A world in a cache, made where it is not there, and made again where it was deleted or damaged. */
public record CachedWorld(WorldOptions options) {
    /** To be raised when the same options no longer give the same world; cached ones are then made anew. */
    private static final int VERSION = 2;

    /**
     * Where a file of the world lies.
     *
     * @param file within the world, {@code SPLIT/FILE}; all else in the folder of its split is whole too
     * @param messages hears what takes a while, and of damage
     */
    public Path locate(String file, Path cache, Consumer<String> messages) {
        return folder(file, messages).in(cache, messages).resolve(file);
    }

    /** Whether a file that was located, and all else of its split, is as it was made. */
    public boolean isWhole(String file, Path place) {
        return folder(file, message -> {}).isWhole(place.getParent().getParent());
    }

    private MadeFolder folder(String file, Consumer<String> messages) {
        String part = file.substring(0, file.indexOf('/') + 1);
        return new MadeFolder(
                CacheKind.DATA,
                "shapes-" + options.images() + "-" + options.seed() + "-v" + VERSION,
                "pictures of coloured shapes, with questions and captions",
                folder -> Checksums.damaged(folder, name -> name.startsWith(part)),
                folder -> {
                    messages.accept("data: " + options.images() + " images of shapes to train on are made in "
                            + folder.getParent());
                    return options.fill(folder);
                });
    }
}

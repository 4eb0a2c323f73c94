package dev.graft.world;

import dev.graft.tensors.Place;
import dev.graft.tensors.files.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Removes what Graft made and can make again, if it is damaged. */
final class Remaking {
    private Remaking() {}

    /**
     * Removes a folder with damaged files, so that it is made anew.
     *
     * @param damaged their names; asked only where the folder is there
     * @param messages told of them
     */
    static void unlessWhole(Path folder, Supplier<List<String>> damaged, Consumer<String> messages) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<String> names = damaged.get();
        if (names.isEmpty()) {
            return;
        }
        messages.accept(Place.at(
                folder,
                "is made anew: '" + names.get(0) + "'"
                        + (names.size() == 1 ? "" : " and " + (names.size() - 1) + " other files")
                        + (names.size() == 1 ? " is" : " are") + " not as it was written"));
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(folder, "is damaged and cannot be deleted: " + e), e);
        }
    }
}

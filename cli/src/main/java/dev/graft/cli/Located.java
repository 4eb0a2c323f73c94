package dev.graft.cli;

import dev.graft.models.source.Reference;
import dev.graft.tensors.files.CacheFolder;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Where data that a user names lies. */
final class Located {
    private Located() {}

    /** @param err told if something that Graft makes itself has to be made first */
    static Path of(String data, PrintWriter err) {
        return Reference.parse(data).locate(CacheFolder.of(""), err::println);
    }
}

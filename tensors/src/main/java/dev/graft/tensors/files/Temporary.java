package dev.graft.tensors.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The hidden place beside a file or folder where its content lies until it is complete. A rename in one folder is what
 * systems do whole or not at all; a killed program leaves the hidden place behind.
 */
record Temporary(Path path, Path target) {
    private static final Pattern NAME = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.tmp");

    static Temporary beside(Path target) {
        return new Temporary(
                target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp"), target);
    }

    /** Whether a name is one of these. */
    static boolean isNameOf(Path path) {
        return NAME.matcher(path.getFileName().toString()).matches();
    }

    /** Gives the content its own name, and makes that last through a failure of the power. */
    void publish(CopyOption... options) throws IOException {
        CopyOption[] atomically = Stream.concat(Stream.of(StandardCopyOption.ATOMIC_MOVE), Arrays.stream(options))
                .toArray(CopyOption[]::new);
        Files.move(path, target, atomically);
        force(target.getParent());
    }

    /** Systems that cannot open a folder (Windows) keep a rename without this. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }
}

package dev.graft.tensors.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;

/** Empty folders that libraries leave in the machine's temporary folder when their process is killed. */
public final class LeftFolders {
    /** One that is just being filled is empty for less than a second. */
    private static final Duration AGE = Duration.ofMinutes(1);

    private LeftFolders() {}

    /** Deletes those of this user whose names begin so. */
    public static void deleteEmpty(String prefix) {
        Instant limit = Instant.now().minus(AGE);
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), prefix + "*")) {
            for (Path folder : folders) {
                BasicFileAttributes found =
                        Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (found.isDirectory()
                        && found.lastModifiedTime().toInstant().isBefore(limit)
                        && Files.getOwner(folder).equals(ProcessUser.get())
                        && isEmpty(folder)) {
                    Files.deleteIfExists(folder);
                }
            }
        } catch (IOException e) {
            return; // another process was faster, or the next start will do it
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }
}

package dev.graft.tensors.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Folders that live as long as their process, in the machine's temporary folder. Each holds a file that its process keeps
 * locked; where the lock is free, the process died, and the next one deletes the folder.
 */
final class TemporaryFolders {
    private static final String PREFIX = "graft-private-";
    private static final String LOCK = ".alive";

    /** Those of this process are not looked into: who opens and closes a locked file loses the lock on Unix. */
    private static final String OWN = PREFIX + ProcessHandle.current().pid() + "-";

    private TemporaryFolders() {}

    /** A new one, of mode 700. Those of dead processes are deleted first. */
    static Path create() throws IOException {
        sweep(Path.of(System.getProperty("java.io.tmpdir")));
        Path folder = Files.createTempDirectory(OWN);
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock(); // kept until the process ends, however it ends
        ProcessEnd.add(() -> delete(folder));
        return folder;
    }

    static void sweep(Path parent) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                if (!folder.getFileName().toString().startsWith(OWN)
                        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(folder).equals(ProcessUser.get())
                        && isLeft(folder)) {
                    delete(folder);
                }
            }
        } catch (IOException e) {
            return; // what cannot be seen or deleted now may be the next time
        }
    }

    private static boolean isLeft(Path folder) {
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false; // just made, or this process's own
        }
    }

    /** Windows does not delete a library while it is loaded; the next process does. */
    private static void delete(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            return;
        }
    }
}

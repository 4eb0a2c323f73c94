package dev.graft.tensors.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** A folder with all that is in it. Links are not followed. */
public final class FileTree {
    private FileTree() {}

    /** Deletes a file or a folder with all that is in it; what is gone already does not matter. */
    public static void delete(Path root) throws IOException {
        walk(root, Files::deleteIfExists, Files::deleteIfExists);
    }

    /** The bytes of all files; those that vanish meanwhile are left out. */
    public static long bytes(Path root) throws IOException {
        long[] sum = {0};
        walk(
                root,
                file -> {
                    if (Files.isRegularFile(file)) {
                        sum[0] += Files.size(file);
                    }
                },
                folder -> {});
        return sum[0];
    }

    /** Makes all files and their names last through a failure of the power. */
    static void force(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        List<Path> folders = new ArrayList<>();
        // What a link names is not ours, and perhaps not to be written.
        walk(
                root,
                file -> {
                    if (!Files.isSymbolicLink(file)) {
                        files.add(file);
                    }
                },
                folders::add);
        try {
            // The disk takes many at once as quickly as one.
            files.parallelStream().forEach(FileTree::forceFile);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        folders.forEach(Temporary::forceFolder);
    }

    private static void forceFile(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Step {
        void take(Path path) throws IOException;
    }

    /** Visits the files, and each folder after what is in it. */
    private static void walk(Path root, Step file, Step folder) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                return taken(path, file);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, IOException failure) throws IOException {
                if (failure != null) {
                    return visitFileFailed(path, failure);
                }
                return taken(path, folder);
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            private FileVisitResult taken(Path path, Step step) throws IOException {
                try {
                    step.take(path);
                } catch (NoSuchFileException e) {
                    return FileVisitResult.CONTINUE; // Somebody else deletes here too.
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

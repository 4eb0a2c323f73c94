package dev.graft.tensors.files;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The files of a model folder are its own: a link in it that leads out of it would have another file of this machine read as
 * part of the model.
 *
 * <p>The cache of the Hugging Face hub lays {@code models--ORG--NAME/snapshots/REVISION/FILE} as links to
 * {@code models--ORG--NAME/blobs}; links may lead anywhere in that folder.
 */
public final class OwnFiles {
    /** The environment variable that allows all links by the value {@code allow}. */
    public static final String VARIABLE = "GRAFT_LINKS";

    private static final String ALLOW = "allow";

    /** The folder itself and {@code onnx} in it; nothing of a model lies deeper. */
    private static final int DEPTH = 2;

    private OwnFiles() {}

    /**
     * Refuses a folder with a link that leads out of it. What is no folder has no links.
     *
     * @throws ModelFileException naming the link
     */
    public static void require(Path folder) {
        if (Files.isDirectory(folder) && !ALLOW.equals(System.getenv(VARIABLE))) {
            check(folder);
        }
    }

    private static void check(Path folder) {
        try {
            Path own = owned(folder.toRealPath());
            try (Stream<Path> files = Files.walk(folder.toRealPath(), DEPTH)) {
                for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                    if (Files.exists(link) && !link.toRealPath().startsWith(own)) {
                        throw new ModelFileException(
                                link,
                                "is a link out of its model folder; put a copy of the file there, or, if you made the link,"
                                        + " allow such links by the environment variable " + VARIABLE + "=" + ALLOW);
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw InputFile.unlisted(folder, e);
        }
    }

    /** The folder within which links may lead. */
    private static Path owned(Path folder) {
        for (Path each = folder; each.getParent() != null; each = each.getParent()) {
            Path parent = each.getParent();
            boolean snapshots = "snapshots".equals(String.valueOf(each.getFileName()));
            if (snapshots && String.valueOf(parent.getFileName()).startsWith("models--")) {
                return parent;
            }
        }
        return folder;
    }
}

package dev.graft.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folders of the repository that the running tests belong to. */
public final class Checkout {
    private Checkout() {}

    /** The repository's root: the outermost of the folders around the working folder that have a {@code pom.xml}. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && Files.exists(folder.getParent().resolve("pom.xml"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /**
     * A model or record of numbers of our own making, a few kilobytes, which every checkout has.
     *
     * @param name such as {@code llama}, a folder that {@code scripts/reference/tiny_backbones.py} wrote
     */
    public static Path tiny(String name) {
        Path path = root().resolve("test-support/src/test/resources/tiny").resolve(name);
        if (!Files.exists(path)) {
            throw new AssertionError("the repository lacks " + path);
        }
        return path;
    }
}

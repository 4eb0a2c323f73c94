package dev.graft.testsupport.memory;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What is known of a file in memory.
 *
 * @param content {@code null} for a folder
 */
record MemoryAttributes(byte[] content) implements BasicFileAttributes {
    private static final FileTime TIME = FileTime.fromMillis(0);

    @Override
    public boolean isRegularFile() {
        return content != null;
    }

    @Override
    public boolean isDirectory() {
        return content == null;
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public long size() {
        return content == null ? 0 : content.length;
    }

    /** Another content has another key, and so is not taken for the same file by who keeps what was read. */
    @Override
    public Object fileKey() {
        return content;
    }

    @Override
    public FileTime lastModifiedTime() {
        return TIME;
    }

    @Override
    public FileTime lastAccessTime() {
        return TIME;
    }

    @Override
    public FileTime creationTime() {
        return TIME;
    }
}

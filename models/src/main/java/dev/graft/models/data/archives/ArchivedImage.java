package dev.graft.models.data.archives;

import dev.graft.models.data.ImageSource;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An image that is a part of a file.
 *
 * @param entry what the file calls it
 * @param offset where its bytes begin
 */
record ArchivedImage(Path file, String entry, long offset, int size) implements ImageSource {
    @Override
    public boolean exists() {
        return Files.isRegularFile(file);
    }

    @Override
    public byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new IOException("the file ends before it");
                }
            }
            return bytes.array();
        } catch (IOException e) {
            throw new ModelFileException((Object) this, "cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return file + ", entry " + entry;
    }
}

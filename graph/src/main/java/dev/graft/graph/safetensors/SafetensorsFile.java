package dev.graft.graph.safetensors;

import dev.graft.graph.ModelFileException;
import dev.graft.graph.Suggestions;
import dev.graft.graph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;

/** A safetensors file whose header has been read and checked; tensors are mapped when asked for. */
public final class SafetensorsFile {
    private final Path file;
    private final Header header;
    private final long dataOffset;

    private SafetensorsFile(Path file, Header header, long dataOffset) {
        this.file = file;
        this.header = header;
        this.dataOffset = dataOffset;
    }

    /**
     * Reads and checks the header.
     *
     * @throws ModelFileException if the file is missing, damaged or breaks a rule of the format
     */
    public static SafetensorsFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException("[" + file + "] there is no such safetensors file");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long length = headerLength(channel, size);
            byte[] json = new byte[Math.toIntExact(length)];
            readFully(channel, ByteBuffer.wrap(json), 8);
            Header header = Header.decode(json, size - 8 - length);
            return new SafetensorsFile(file, header, 8 + length);
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelFileException(
                    "[" + file + "] not a valid safetensors file: " + e.getMessage() + "; download or save it again",
                    e);
        }
    }

    private static long headerLength(FileChannel channel, long size) throws IOException {
        if (size < 8) {
            throw new IllegalArgumentException("it has " + size + " bytes, fewer than the length of a header takes");
        }
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, bytes, 0);
        long length = bytes.flip().getLong();
        if (length < 0 || length > Header.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "the header claims " + Long.toUnsignedString(length) + " bytes, at most " + Header.MAX_BYTES);
        }
        if (length > size - 8) {
            throw new IllegalArgumentException(
                    "the header claims " + length + " bytes, the file has " + (size - 8) + " after its length");
        }
        return length;
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                throw new IOException("the file ends at byte " + at);
            }
            at += count;
        }
    }

    /** The names of the tensors in the order of their data. */
    public Set<String> names() {
        return header.entries().keySet();
    }

    /** The free text pairs of the file. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** One tensor, a read-only mapping of its part of the file. */
    public Tensor tensor(String name) {
        Header.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new ModelFileException(
                    "[" + file + "] there is no tensor '" + name + "'" + Suggestions.didYouMean(name, names()));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long bytes = entry.end() - entry.begin();
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, dataOffset + entry.begin(), bytes);
            return Tensor.wrap(entry.type(), mapped, entry.shape());
        } catch (IOException e) {
            throw new ModelFileException("[" + file + "] cannot read tensor '" + name + "': " + e.getMessage(), e);
        }
    }
}

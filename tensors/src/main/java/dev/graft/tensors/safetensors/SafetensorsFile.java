package dev.graft.tensors.safetensors;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Suggestions;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.TensorType;
import dev.graft.tensors.files.ForeignContent;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * An open safetensors file: header read and checked, data mapped into memory and not copied.
 *
 * <p>The tensors are slices of read-only mappings; writing to one throws {@link java.nio.ReadOnlyBufferException}, and
 * {@link Tensor#copy()} gives one that can be written to. The mappings last as long as a tensor or this object is
 * reachable, and keep the contents when the file is replaced or deleted. The file may be of any size; a single tensor
 * of 2 GiB or more is an error when it is asked for. Safe for use by many threads.
 */
public final class SafetensorsFile implements TensorSource {
    private final Path path;
    private final Header header;
    /** Mapped stretches of the data by where they begin, each of whole tensors and below 2 GiB. */
    private final NavigableMap<Long, MappedByteBuffer> mappings;

    private SafetensorsFile(Path path, Header header, NavigableMap<Long, MappedByteBuffer> mappings) {
        this.path = path;
        this.header = header;
        this.mappings = mappings;
    }

    /**
     * Reads and checks the header, and maps the data.
     *
     * @throws ModelFileException if the file is missing, damaged or breaks a rule of the format
     */
    public static SafetensorsFile open(Path path) {
        InputFile.require(path);
        try (FileChannel channel = FileChannel.open(path)) {
            byte[] json = headerBytes(path, channel);
            Header header = HeaderReader.read(path, json);
            long dataStart = Long.BYTES + (long) json.length;
            header.requireExactCover(path, channel.size() - dataStart);
            return new SafetensorsFile(path, header, map(channel, header, dataStart));
        } catch (IOException e) {
            throw new ModelFileException(path, "cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(header.tensors().keySet());
    }

    /** A copy of the metadata in the order of the header; empty where the file has none. */
    public Map<String, String> metadata() {
        return new LinkedHashMap<>(header.metadata());
    }

    /**
     * One tensor, a read-only view of the file. It is a copy only where the file puts it at an address that is no
     * multiple of its element size, which native code may not read.
     *
     * @throws ModelFileException if the file has no such tensor, or it has 2 GiB or more
     */
    @Override
    public Tensor tensor(String name) {
        Header.Entry entry = find(name);
        if (entry.size() > Integer.MAX_VALUE) {
            throw new ModelFileException(
                    path,
                    "tensor '" + name + "' takes " + entry.size() + " bytes, one tensor can have at most "
                            + Integer.MAX_VALUE);
        }
        if (entry.size() == 0) {
            return Tensor.allocate(entry.type(), entry.shape());
        }
        Map.Entry<Long, MappedByteBuffer> mapping = mappings.floorEntry(entry.begin());
        int offset = Math.toIntExact(entry.begin() - mapping.getKey());
        ByteBuffer bytes = mapping.getValue().slice(offset, (int) entry.size());
        int elementSize = (int) entry.type().bytes(1);
        if (bytes.alignmentOffset(0, elementSize) != 0) {
            bytes = ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip();
        }
        return Tensor.wrap(entry.type(), bytes, entry.shape());
    }

    @Override
    public TensorType type(String name) {
        Header.Entry entry = find(name);
        return new TensorType(entry.type(), Shape.of(entry.shape()));
    }

    private Header.Entry find(String name) {
        Header.Entry entry = header.tensors().get(name);
        if (entry == null) {
            throw new ModelFileException(path, "has no tensor '" + name + "'" + Suggestions.didYouMean(name, names()));
        }
        return entry;
    }

    private static byte[] headerBytes(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < Long.BYTES) {
            throw new ModelFileException(
                    path,
                    "has " + size
                            + " bytes, a safetensors file has at least 8; the file is cut off or of another kind"
                            + ForeignContent.hint(path));
        }
        long length = readFully(channel, 0, Long.BYTES).getLong();
        if (length < 0 || length > Header.MAX_BYTES) {
            throw new ModelFileException(
                    path,
                    "claims a header of " + Long.toUnsignedString(length) + " bytes, the most is " + Header.MAX_BYTES
                            + "; this is not a safetensors file" + ForeignContent.hint(path));
        }
        if (length > size - Long.BYTES) {
            throw new ModelFileException(
                    path,
                    "claims a header of " + length + " bytes and has only " + (size - Long.BYTES)
                            + " after the length; the file is cut off: copy or download it again");
        }
        return readFully(channel, Long.BYTES, (int) length).array();
    }

    private static ByteBuffer readFully(FileChannel channel, long position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        InputFile.fill(channel, position, bytes);
        return bytes.flip();
    }

    private static NavigableMap<Long, MappedByteBuffer> map(FileChannel channel, Header header, long dataStart)
            throws IOException {
        NavigableMap<Long, MappedByteBuffer> mappings = new TreeMap<>();
        for (Stretch stretch : stretches(header.byPosition(), Integer.MAX_VALUE)) {
            mappings.put(
                    stretch.begin,
                    channel.map(FileChannel.MapMode.READ_ONLY, dataStart + stretch.begin, stretch.end - stretch.begin));
        }
        return mappings;
    }

    /** Bytes {@code begin} to {@code end} of the data. */
    record Stretch(long begin, long end) {}

    /**
     * As few stretches of at most {@code limit} bytes as hold every tensor whole, so that a file of many thousand
     * tensors does not need as many mappings; tensors above the limit are left out.
     */
    static List<Stretch> stretches(List<Header.Entry> byPosition, long limit) {
        List<Stretch> stretches = new ArrayList<>();
        for (Header.Entry entry : byPosition) {
            if (entry.size() == 0 || entry.size() > limit) {
                continue;
            }
            Stretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
            if (last != null && last.end == entry.begin() && entry.end() - last.begin <= limit) {
                stretches.set(stretches.size() - 1, new Stretch(last.begin, entry.end()));
            } else {
                stretches.add(new Stretch(entry.begin(), entry.end()));
            }
        }
        return stretches;
    }
}

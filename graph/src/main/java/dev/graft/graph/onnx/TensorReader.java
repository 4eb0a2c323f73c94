package dev.graft.graph.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.graft.graph.Constant;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Parses {@code TensorProto}: raw data inside the file, external data, or values in typed fields. */
final class TensorReader {
    /** Raw data below this size is copied; a reference to the file would cost more than it saves. */
    private static final int LITERAL_BYTES = 1024;

    record Named(String name, Constant value) {}

    private final Path file;
    private final ByteBuffer mapped;
    private final ProtoFields proto;
    private final CodedInputStream in;
    private final Set<Path> dataFiles = new TreeSet<>();

    TensorReader(Path file, ByteBuffer mapped, ProtoFields proto) {
        this.file = file;
        this.mapped = mapped;
        this.proto = proto;
        this.in = proto.in;
    }

    /** The files with external data that tensors were in so far. */
    Set<Path> dataFiles() {
        return dataFiles;
    }

    Named read() throws IOException {
        Parts parts = new Parts();
        proto.fields(field -> {
            switch (field) {
                case 1 -> proto.packed(() -> parts.dims.add(in.readInt64()), WireFormat.WIRETYPE_VARINT);
                case 2 -> parts.type = in.readInt32();
                case 4 -> proto.packed(() -> parts.values.add(in.readFloat()), WireFormat.WIRETYPE_FIXED32);
                case 5 -> proto.packed(() -> parts.values.add(in.readInt32()), WireFormat.WIRETYPE_VARINT);
                case 7 -> proto.packed(() -> parts.values.add(in.readInt64()), WireFormat.WIRETYPE_VARINT);
                case 10 -> proto.packed(() -> parts.values.add(in.readDouble()), WireFormat.WIRETYPE_FIXED64);
                case 11 -> proto.packed(() -> parts.values.add(in.readUInt64()), WireFormat.WIRETYPE_VARINT);
                case 8 -> parts.name = in.readString();
                case 9 -> {
                    parts.rawLength = in.readRawVarint32();
                    parts.rawOffset = in.getTotalBytesRead();
                    in.skipRawBytes(parts.rawLength);
                }
                case 13 -> proto.message(() -> externalEntry(parts.external));
                case 14 -> parts.isExternal = in.readInt32() == 1;
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Named(parts.name, constant(parts));
    }

    private Void externalEntry(Map<String, String> into) throws IOException {
        String[] entry = {"", ""}; // key, value
        proto.fields(field -> {
            switch (field) {
                case 1 -> entry[0] = in.readString();
                case 2 -> entry[1] = in.readString();
                default -> {
                    return false;
                }
            }
            return true;
        });
        into.put(entry[0], entry[1]);
        return null;
    }

    private Constant constant(Parts parts) throws IOException {
        ElementType type = ElementType.ofOnnxCode(parts.type);
        long[] shape = parts.dims.stream().mapToLong(Long::longValue).toArray();
        if (type == ElementType.STRING) {
            throw new IllegalArgumentException("tensor '" + parts.name + "' holds strings, which Graft does not read");
        }
        long bytes = type.bytes(Tensor.elementCount(shape));
        if (parts.isExternal) {
            return external(parts, type, shape, bytes);
        }
        if (parts.rawLength >= 0) {
            if (parts.rawLength != bytes) {
                throw new IllegalArgumentException("tensor '" + parts.name + "' of " + type + Arrays.toString(shape)
                        + " takes " + bytes + " bytes, the file has " + parts.rawLength);
            }
            return bytes < LITERAL_BYTES
                    ? Constant.of(literal(type, shape, parts.rawOffset))
                    : new Constant.Stored(type, shape, file, parts.rawOffset);
        }
        return Constant.of(TypedValues.tensor(parts.name, type, shape, parts.values));
    }

    private Tensor literal(ElementType type, long[] shape, int offset) {
        Tensor tensor = Tensor.allocate(type, shape);
        ByteBuffer target = tensor.bytes();
        target.put(mapped.duplicate().position(offset).limit(offset + target.remaining()));
        return tensor;
    }

    private Constant external(Parts parts, ElementType type, long[] shape, long bytes) throws IOException {
        String location = parts.external.get("location");
        if (location == null) {
            throw new IllegalArgumentException("tensor '" + parts.name + "' names no external data file");
        }
        Path folder = file.toAbsolutePath().getParent().normalize();
        Path data = folder.resolve(location).normalize();
        if (!data.startsWith(folder)) {
            throw new IllegalArgumentException(
                    "tensor '" + parts.name + "' points outside the model's folder: " + location);
        }
        if (!Files.isRegularFile(data)) {
            throw new IllegalArgumentException("the weights of tensor '" + parts.name + "' should be in '" + location
                    + "', which is not beside the model file; download it too");
        }
        long offset = Long.parseLong(parts.external.getOrDefault("offset", "0"));
        if (offset < 0 || Math.addExact(offset, bytes) > Files.size(data)) {
            throw new IllegalArgumentException("tensor '" + parts.name + "' takes bytes " + offset + " to "
                    + (offset + bytes) + " of '" + location + "', which has only " + Files.size(data));
        }
        dataFiles.add(data);
        Constant.Stored stored = new Constant.Stored(type, shape, data, offset);
        // The runtime wants axes and sizes inside the model.
        return bytes < LITERAL_BYTES ? Constant.of(stored.tensor().copy()) : stored;
    }

    private static final class Parts {
        final List<Long> dims = new ArrayList<>();
        final List<Number> values = new ArrayList<>();
        final Map<String, String> external = new HashMap<>();
        String name = "";
        int type;
        int rawLength = -1;
        int rawOffset;
        boolean isExternal;
    }
}

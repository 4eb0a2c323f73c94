package dev.graft.tensors.gguf;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.files.AtomicFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Writes files in the format GGUF, version 3, as https://github.com/ggml-org/ggml/blob/master/docs/gguf.md describes it: a
 * header with metadata and the names, shapes and places of tensors, then the tensors, each at a multiple of
 * {@value #ALIGNMENT} bytes.
 *
 * <p>The format counts axes from the last, so that a matrix {@code [rows, columns]} is described as
 * {@code columns, rows}; the bytes are in the same order as everywhere else.
 */
public final class GgufFile {
    static final int ALIGNMENT = 32;
    private static final int MOST_AXES = 4;
    private static final int LONGEST_NAME = 63;

    private GgufFile() {}

    /**
     * Writes a file, whole or not at all. Tensors are read one after the other as they are written.
     *
     * @param metadata in the order of the file; {@code general.alignment} is not among them
     * @param tensors of the types FLOAT, FLOAT16 and BFLOAT16, with 1 to {@value #MOST_AXES} axes, in the order of the file
     * @throws InvalidInputException if the format cannot hold a tensor
     */
    public static void write(Path file, Map<String, GgufValue> metadata, Map<String, StreamedTensor> tensors) {
        tensors.forEach(GgufFile::requireWritable);
        ByteBuffer header = header(metadata, tensors);
        AtomicFiles.write(
                file,
                () -> Stream.concat(Stream.of(header), tensors.values().stream().flatMap(GgufFile::padded))
                        .iterator());
    }

    private static void requireWritable(String name, StreamedTensor tensor) {
        if (!name.matches("[!-~]{1," + LONGEST_NAME + "}")) {
            throw new InvalidInputException("a tensor of a GGUF file has a name of 1 to " + LONGEST_NAME
                    + " letters of ASCII, found '" + name + "'");
        }
        int axes = tensor.shape().length;
        if (axes < 1 || axes > MOST_AXES) {
            throw new InvalidInputException("a tensor of a GGUF file has 1 to " + MOST_AXES + " axes, '" + name
                    + "' has " + axes + ": " + tensor);
        }
        typeCode(name, tensor.type());
    }

    private static int typeCode(String name, ElementType type) {
        return switch (type) {
            case FLOAT -> 0;
            case FLOAT16 -> 1;
            case BFLOAT16 -> 30;
            default ->
                throw new InvalidInputException(
                        "a tensor of a GGUF file is written as FLOAT, FLOAT16 or BFLOAT16, '" + name + "' is " + type);
        };
    }

    private static ByteBuffer header(Map<String, GgufValue> metadata, Map<String, StreamedTensor> tensors) {
        GgufBytes out = new GgufBytes();
        out.ascii("GGUF").int32(3).int64(tensors.size()).int64(metadata.size());
        metadata.forEach((key, value) -> out.text(key).typed(value));
        long place = 0;
        for (Map.Entry<String, StreamedTensor> tensor : tensors.entrySet()) {
            long[] shape = tensor.getValue().shape();
            out.text(tensor.getKey()).int32(shape.length);
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                out.int64(shape[axis]);
            }
            out.int32(typeCode(tensor.getKey(), tensor.getValue().type())).int64(place);
            place += aligned(tensor.getValue().byteSize());
        }
        return out.padded(ALIGNMENT);
    }

    private static Stream<ByteBuffer> padded(StreamedTensor tensor) {
        requireLittleEndian();
        int gap = Math.toIntExact(aligned(tensor.byteSize()) - tensor.byteSize());
        return Stream.concat(
                StreamSupport.stream(tensor.pieces().get().spliterator(), false), Stream.of(ByteBuffer.allocate(gap)));
    }

    private static void requireLittleEndian() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalStateException("GGUF files are written on machines with little-endian bytes alone");
        }
    }

    private static long aligned(long bytes) {
        return Math.floorDiv(Math.addExact(bytes, ALIGNMENT - 1), ALIGNMENT) * ALIGNMENT;
    }
}

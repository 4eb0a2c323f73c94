package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.FileHash;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A rounded matrix in a file, as sessions map it: the numbers of each part, the scales in little-endian order, and the SHA-256
 * of all before it.
 *
 * @param inputs rows of the numbers
 * @param outputs columns of the numbers
 */
record RoundedFile(Path path, long inputs, long outputs, int channels, int parts, ElementType type) {
    private static final int HASH_BYTES = 32;

    void write(MatrixForm.Rounded rounded) {
        AtomicFiles.writeDisposable(path, () -> content(rounded));
    }

    private Iterator<ByteBuffer> content(MatrixForm.Rounded rounded) {
        ByteBuffer scales = ByteBuffer.allocate(channels * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        scales.asFloatBuffer().put(rounded.scales());
        MessageDigest digest = FileHash.digest();
        Stream<ByteBuffer> hashed = Stream.concat(
                        StreamSupport.stream(rounded.chunks().spliterator(), false), Stream.of(scales))
                .peek(bytes -> digest.update(bytes.duplicate()));
        // Asked for last, when all before it was hashed.
        Stream<ByteBuffer> hash = Stream.of(digest).map(done -> ByteBuffer.wrap(done.digest()));
        return Stream.concat(hashed, hash).iterator();
    }

    /** The matrix; empty where the file is not there, or not as it was written. */
    Optional<RoundedMatrix> read() {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = scalesAt() + (long) channels * Float.BYTES;
            if (channel.size() != size + HASH_BYTES || !isWhole(channel, size)) {
                return Optional.empty();
            }
            Tensor scales = Tensor.allocate(ElementType.FLOAT, channels);
            ByteBuffer bytes = read(channel, scalesAt(), channels * Float.BYTES);
            scales.floats().put(bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
            return Optional.of(matrix(scales));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean isWhole(FileChannel channel, long size) throws IOException {
        MessageDigest digest = FileHash.digest();
        int step = 1 << 20;
        for (long at = 0; at < size; at += step) {
            digest.update(read(channel, at, (int) Math.min(step, size - at)));
        }
        return ByteBuffer.wrap(digest.digest()).equals(read(channel, size, HASH_BYTES));
    }

    private static ByteBuffer read(FileChannel channel, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        InputFile.fill(channel, at, bytes);
        return bytes.flip();
    }

    private long scalesAt() {
        return type.bytes(inputs * outputs) * parts;
    }

    private RoundedMatrix matrix(Tensor scales) {
        List<Constant> constants = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            constants.add(
                    new Constant.Stored(type, new long[] {inputs, outputs}, path, part * type.bytes(inputs * outputs)));
        }
        return new RoundedMatrix(constants, Constant.of(scales));
    }
}

package dev.graft.graph.onnx;

import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The bytes of a mapped file as a stream. Those that are skipped are never touched, whereas the protobuf library copies a
 * mapped buffer onto the heap as a whole.
 */
final class MappedInput extends InputStream {
    private final ByteBuffer bytes;

    MappedInput(ByteBuffer mapped) {
        this.bytes = mapped.duplicate();
    }

    @Override
    public int read() {
        return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (!bytes.hasRemaining()) {
            return length == 0 ? 0 : -1;
        }
        int count = Math.min(length, bytes.remaining());
        bytes.get(into, offset, count);
        return count;
    }

    @Override
    public long skip(long count) {
        int skipped = (int) Math.max(0, Math.min(count, bytes.remaining()));
        bytes.position(bytes.position() + skipped);
        return skipped;
    }

    @Override
    public int available() {
        return bytes.remaining();
    }
}

package dev.graft.eval.batch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The rest of a stream in pieces. */
final class Chunks implements Iterator<ByteBuffer> {
    private static final int BYTES = 1 << 20;

    private final InputStream in;
    private byte[] next;

    private Chunks(InputStream in) {
        this.in = in;
        this.next = read();
    }

    static Iterable<ByteBuffer> of(InputStream in) {
        Chunks chunks = new Chunks(in);
        return () -> chunks;
    }

    private byte[] read() {
        try {
            return in.readNBytes(BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean hasNext() {
        return next.length > 0;
    }

    @Override
    public ByteBuffer next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ByteBuffer chunk = ByteBuffer.wrap(next);
        next = read();
        return chunk;
    }
}

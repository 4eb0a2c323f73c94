package dev.graft.testsupport.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Reads a file in memory. */
final class MemoryChannel extends FileChannel {
    private final byte[] content;
    private long position;

    MemoryChannel(byte[] content) {
        this.content = content;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int read = read(target, position);
        position += Math.max(read, 0);
        return read;
    }

    @Override
    public int read(ByteBuffer target, long from) throws IOException {
        requireOpen();
        if (from < 0) {
            throw new IllegalArgumentException("Negative position");
        }
        if (from >= content.length) {
            return -1;
        }
        int length = Math.min(target.remaining(), content.length - (int) from);
        target.put(content, (int) from, length);
        return length;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        long read = 0;
        for (int i = offset; i < offset + length && position < content.length; i++) {
            read += read(targets[i]);
        }
        return read == 0 && position >= content.length ? -1 : read;
    }

    @Override
    public long position() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        requireOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("Negative position");
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return content.length;
    }

    /** A copy outside Java's heap, where mapped files are too. */
    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) throws IOException {
        requireOpen();
        if (mode != MapMode.READ_ONLY) {
            throw new NonWritableChannelException();
        }
        if (from < 0 || size < 0 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Negative position or size, or size of more than 2 GiB");
        }
        if (from + size > content.length) {
            throw new IOException("Channel not open for writing - cannot extend file to required size");
        }
        ByteBuffer copy = ByteBuffer.allocateDirect((int) size);
        return (MappedByteBuffer)
                copy.put(content, (int) from, (int) size).flip().asReadOnlyBuffer();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        requireOpen();
        int length = (int) Math.max(0, Math.min(count, content.length - from));
        return length == 0 ? 0 : target.write(ByteBuffer.wrap(content, (int) from, length));
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new NonWritableChannelException();
    }

    @Override
    public int write(ByteBuffer source, long to) {
        throw new NonWritableChannelException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) {
        throw new NonWritableChannelException();
    }

    @Override
    public FileChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public void force(boolean metaData) {
        // There is nothing to be written.
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    private void requireOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    protected void implCloseChannel() {
        // Nothing is held.
    }
}

package dev.graft.models.data.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Reads the pages of a column. */
final class PageReader {
    private static final int DATA = 0;
    private static final int DICTIONARY = 2;
    private static final int DATA_2 = 3;
    private static final int HEADER = 1 << 16;

    private final FileChannel channel;
    private final ColumnChunk chunk;
    private Object[] dictionary;
    private long next;

    PageReader(FileChannel channel, ColumnChunk chunk) {
        this.channel = channel;
        this.chunk = chunk;
    }

    /**
     * The page that begins at a place in the file, or the next one that holds values.
     *
     * @throws RuntimeException of any kind on bytes that are none
     */
    Page read(long offset) throws IOException {
        Optional<Page> page = Optional.empty();
        for (next = offset; page.isEmpty(); ) {
            page = readOne(next);
        }
        return page.get();
    }

    /** The page that begins at a place; empty where it holds no values. The next one begins at {@link #next}. */
    private Optional<Page> readOne(long offset) throws IOException {
        ByteBuffer start = bytes(offset, (int) Math.min(HEADER, channel.size() - offset));
        Thrift header = Thrift.read(start);
        int size = header.number(3, -1);
        long content = offset + start.position();
        next = content + size;
        if (size < 0 || next > channel.size()) {
            throw new IOException("a page of " + size + " bytes at " + offset + " reaches beyond the end");
        }
        int kind = header.number(1, -1);
        if (kind != DATA && kind != DATA_2) {
            return Optional.empty();
        }
        byte[] body = bytes(content, size).array();
        int whole = header.number(2, -1);
        return Optional.of(kind == DATA ? first(header.struct(5), body, whole) : second(header.struct(8), body, whole));
    }

    private Page first(Thrift header, byte[] body, int whole) throws IOException {
        int count = count(header.number(1, -1));
        ByteBuffer bytes = littleEndian(chunk.codec().decompress(body, whole));
        int[] repetitions = levels(bytes, chunk.column().repetition(), count);
        int[] definitions = levels(bytes, chunk.column().definition(), count);
        return page(header.number(2, 0), bytes, repetitions, definitions);
    }

    private Page second(Thrift header, byte[] body, int whole) throws IOException {
        int count = count(header.number(1, -1));
        ByteBuffer bytes = ByteBuffer.wrap(body);
        int repeated = header.number(6, 0);
        int defined = header.number(5, 0);
        int[] repetitions =
                Runs.read(Delta.slice(bytes, repeated), bits(chunk.column().repetition()), count);
        int[] definitions =
                Runs.read(Delta.slice(bytes, defined), bits(chunk.column().definition()), count);
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        boolean compressed = header.flag(7, true) && rest.length > 0;
        byte[] values = compressed ? chunk.codec().decompress(rest, whole - repeated - defined) : rest;
        return page(header.number(4, 0), littleEndian(values), repetitions, definitions);
    }

    private Page page(int encoding, ByteBuffer bytes, int[] repetitions, int[] definitions) throws IOException {
        int present = 0;
        for (int definition : definitions) {
            present += definition == chunk.column().definition() ? 1 : 0;
        }
        Object[] values = Values.read(chunk.column(), encoding, bytes, present, dictionary());
        return new Page(repetitions, definitions, values, next);
    }

    private Object[] dictionary() throws IOException {
        if (dictionary == null && chunk.dictionary() >= 0) {
            long offset = chunk.dictionary();
            ByteBuffer start = bytes(offset, (int) Math.min(HEADER, channel.size() - offset));
            Thrift header = Thrift.read(start);
            if (header.number(1, -1) != DICTIONARY) {
                throw new IOException("no dictionary at " + offset);
            }
            byte[] body = bytes(offset + start.position(), header.number(3, -1)).array();
            ByteBuffer values = littleEndian(chunk.codec().decompress(body, header.number(2, -1)));
            dictionary = Values.read(
                    chunk.column(), 0, values, count(header.struct(7).number(1, -1)), null);
        }
        return dictionary;
    }

    /** A number of values, which memory must hold. */
    private int count(int count) throws IOException {
        if (count < 0 || count > 1 << 24) {
            throw new IOException("a page of " + count + " values");
        }
        return count;
    }

    private static int[] levels(ByteBuffer bytes, int most, int count) {
        if (most == 0) {
            return new int[count];
        }
        int size = bytes.getInt();
        return Runs.read(Delta.slice(bytes, size), bits(most), count);
    }

    private static int bits(int most) {
        return 32 - Integer.numberOfLeadingZeros(most);
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer bytes(long offset, int size) throws IOException {
        if (offset < 0 || size < 0 || offset + size > channel.size()) {
            throw new IOException(size + " bytes at " + offset + " reach beyond the end");
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
            // A channel may give less than was asked for.
        }
        return bytes.flip();
    }
}

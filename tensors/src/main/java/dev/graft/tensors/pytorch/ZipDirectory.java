package dev.graft.tensors.pytorch;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The directory of a zip file, whose records are then read where they lie. Written anew because {@code
 * java.util.zip.ZipFile} tells nobody where that is, and believes a file that claims two thousand million entries.
 *
 * <p>The format is that of PKWARE's APPNOTE.TXT, sections 4.3.7 to 4.3.16.
 */
final class ZipDirectory {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;

    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int END_64_BYTES = 56;
    private static final int LOCATOR_64_BYTES = 20;

    private static final int MAX_COMMENT = 0xffff;
    /** More than a million records. */
    private static final int MAX_BYTES = 1 << 26;

    /** Stands in a field of 32 bits for one that has 64 bits elsewhere. */
    private static final long ELSEWHERE = 0xffffffffL;

    /**
     * A record.
     *
     * @param stored whether it lies there as it is, neither compressed nor encrypted
     * @param header where the header before its bytes lies
     * @param checksum its CRC-32
     */
    record Entry(String name, boolean stored, long checksum, long size, long header) {}

    private final Path file;
    private final FileChannel channel;

    private ZipDirectory(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * The records of a zip file by name.
     *
     * @throws ModelFileException if it is none, or damaged
     */
    static Map<String, Entry> read(Path file, FileChannel channel) throws IOException {
        ZipDirectory directory = new ZipDirectory(file, channel);
        Map<String, Entry> entries = new LinkedHashMap<>();
        ByteBuffer bytes = directory.central();
        while (bytes.hasRemaining()) {
            Entry entry = directory.entry(bytes);
            if (entries.put(entry.name, entry) != null) {
                throw directory.damaged("two records are called '" + entry.name + "'");
            }
        }
        return entries;
    }

    /** Where the bytes of a record begin, of which all are there. */
    static long begin(Path file, FileChannel channel, Entry entry) throws IOException {
        ZipDirectory directory = new ZipDirectory(file, channel);
        ByteBuffer header = directory.bytes(entry.header, LOCAL_BYTES);
        directory.require(header.getInt(0) == LOCAL, "no record begins at byte " + entry.header);
        long begin = entry.header + LOCAL_BYTES + unsigned(header, 26) + unsigned(header, 28);
        directory.require(
                begin <= channel.size() - entry.size,
                "'" + entry.name + "' ends behind the end of the file, byte " + channel.size());
        return begin;
    }

    private ByteBuffer central() throws IOException {
        long end = end();
        ByteBuffer fields = bytes(end, END_BYTES);
        long size = fields.getInt(12) & ELSEWHERE;
        long begin = fields.getInt(16) & ELSEWHERE;
        long locator = end - LOCATOR_64_BYTES;
        if (locator >= 0 && bytes(locator, LOCATOR_64_BYTES).getInt(0) == LOCATOR_64) {
            long large = bytes(locator, LOCATOR_64_BYTES).getLong(8);
            ByteBuffer wide = bytes(large, END_64_BYTES);
            require(wide.getInt(0) == END_64, "no directory of 64 bits ends at byte " + large);
            size = wide.getLong(40);
            begin = wide.getLong(48);
        }
        require(size >= 0 && size <= MAX_BYTES, "its directory would have " + Long.toUnsignedString(size) + " bytes");
        return bytes(begin, (int) size);
    }

    /** Where the end of the directory lies: the last place that looks like one and reaches to the end of the file. */
    private long end() throws IOException {
        int count = (int) Math.min(channel.size(), END_BYTES + MAX_COMMENT);
        long from = channel.size() - count;
        ByteBuffer tail = bytes(from, count);
        for (int at = count - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END && at + END_BYTES + unsigned(tail, at + 20) == count) {
                return from + at;
            }
        }
        throw damaged("its directory, at the end of a zip file, is missing");
    }

    private Entry entry(ByteBuffer bytes) {
        require(bytes.remaining() >= CENTRAL_BYTES && bytes.getInt(bytes.position()) == CENTRAL, "a broken directory");
        ByteBuffer fields = bytes.slice(bytes.position(), CENTRAL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int nameBytes = unsigned(fields, 28);
        int extraBytes = unsigned(fields, 30);
        int length = CENTRAL_BYTES + nameBytes + extraBytes + unsigned(fields, 32);
        require(bytes.remaining() >= length, "a broken directory");
        byte[] name = new byte[nameBytes];
        bytes.get(bytes.position() + CENTRAL_BYTES, name);
        ByteBuffer extra = bytes.slice(bytes.position() + CENTRAL_BYTES + nameBytes, extraBytes)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + length);

        ByteBuffer wide = wideFields(extra);
        long size = field(fields.getInt(24), wide);
        long compressed = field(fields.getInt(20), wide);
        long header = field(fields.getInt(42), wide);
        String text = new String(name, StandardCharsets.UTF_8);
        require(size >= 0 && compressed >= 0, "'" + text + "' of negative size");
        boolean plain = unsigned(fields, 10) == 0 && (unsigned(fields, 8) & 1) == 0;
        return new Entry(text, plain && size == compressed, fields.getInt(16) & ELSEWHERE, size, header);
    }

    /** The extra field with the values that 32 bits do not hold, in their order; empty if there is none. */
    private ByteBuffer wideFields(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int size = Short.toUnsignedInt(extra.getShort());
            require(size <= extra.remaining(), "a broken extra field");
            if (id == 1) {
                return extra.slice(extra.position(), size).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + size);
        }
        return ByteBuffer.allocate(0);
    }

    private long field(int narrow, ByteBuffer wide) {
        if ((narrow & ELSEWHERE) != ELSEWHERE) {
            return narrow & ELSEWHERE;
        }
        require(wide.remaining() >= Long.BYTES, "a size of 64 bits is missing");
        return wide.getLong();
    }

    private static int unsigned(ByteBuffer bytes, int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }

    private ByteBuffer bytes(long from, int count) throws IOException {
        require(
                from >= 0 && from <= channel.size() - count,
                "expected " + count + " bytes at byte " + from + ", the file ends at byte " + channel.size());
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        InputFile.fill(channel, from, bytes);
        return bytes.flip();
    }

    private void require(boolean condition, String problem) {
        if (!condition) {
            throw damaged(problem);
        }
    }

    private ModelFileException damaged(String problem) {
        return new ModelFileException(file, "is a damaged zip file: " + problem + "; copy or download it again");
    }
}

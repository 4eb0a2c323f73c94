package dev.graft.models.data.parquet;

import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** How the pages of a column are compressed, in the order of Parquet's numbers. */
enum Codec {
    UNCOMPRESSED,
    SNAPPY,
    GZIP,
    LZO,
    BROTLI,
    LZ4,
    ZSTD,
    LZ4_RAW;

    /** More than any page of pictures; keeps a file that is not what it seems from filling the memory. */
    private static final int MAX_PAGE = 1 << 30;

    /** Nothing of use is packed to less than this part of its size; a page of the size of {@link #SURE} may be. */
    private static final int MOST_EXPANSION = 1024;

    private static final int SURE = 1 << 24;

    static Codec of(int number) {
        return List.of(values()).get(number);
    }

    byte[] decompress(byte[] bytes, int size) throws IOException {
        if (size < 0 || size > MAX_PAGE) {
            throw new IOException("a page of " + size + " bytes; at most " + MAX_PAGE + " are read");
        }
        if (size > Math.max(SURE, (long) bytes.length * MOST_EXPANSION)) {
            throw new IOException("a page of " + size + " bytes that is said to be in " + bytes.length
                    + "; nothing is packed by more than " + MOST_EXPANSION);
        }
        byte[] out = this == UNCOMPRESSED ? bytes : new byte[size];
        int length = switch (this) {
            case UNCOMPRESSED -> bytes.length;
            case SNAPPY -> new SnappyDecompressor().decompress(bytes, 0, bytes.length, out, 0, size);
            case ZSTD -> new ZstdDecompressor().decompress(bytes, 0, bytes.length, out, 0, size);
            case LZ4_RAW -> new Lz4Decompressor().decompress(bytes, 0, bytes.length, out, 0, size);
            case GZIP -> gunzip(bytes, out);
            case LZO, BROTLI, LZ4 ->
                throw new IOException(
                        "the codec " + this + " is not read; write the file with snappy, zstd, gzip, lz4_raw or none");
        };
        if (length != size) {
            throw new IOException("a page of " + length + " bytes in place of " + size);
        }
        return out;
    }

    private static int gunzip(byte[] bytes, byte[] out) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readNBytes(out, 0, out.length);
        }
    }
}

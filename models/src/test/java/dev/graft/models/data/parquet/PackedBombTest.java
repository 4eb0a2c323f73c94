package dev.graft.models.data.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Few bytes of a file do not fill the memory, whatever they say they stand for. */
class PackedBombTest {
    @Test
    void aPageThatIsSaidToBeHugeIsRefusedBeforeThereIsRoomForIt() {
        byte[] tiny = new byte[100];
        assertThrows(IOException.class, () -> Codec.ZSTD.decompress(tiny, 1 << 30));
        assertThrows(IOException.class, () -> Codec.GZIP.decompress(tiny, (1 << 24) + 1));
    }

    @Test
    void textsThatRepeatTheOneBeforeMayNotGrowWithoutEnd() {
        int count = 40_000;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(growing(count));
        bytes.writeBytes(constant(count, 1));
        bytes.writeBytes(new byte[count]);
        ByteBuffer page = ByteBuffer.wrap(bytes.toByteArray());
        assertThrows(IllegalArgumentException.class, () -> Delta.prefixed(page, count));
    }

    @Test
    void textsThatBeginAsTheOneBeforeAreRead() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(growing(3));
        bytes.writeBytes(constant(3, 1));
        bytes.writeBytes(new byte[] {'a', 'b', 'c'});
        ByteBuffer[] texts = Delta.prefixed(ByteBuffer.wrap(bytes.toByteArray()), 3);
        assertEquals(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'}), texts[2]);
    }

    @Test
    void aListOfMoreStructuresThanThereIsRoomForIsRefused() {
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        bytes.put((byte) 0x19).put((byte) 0xFC).put((byte) 0xB8).put((byte) 0x07); // field 1: a list of 952 structures
        assertThrows(IllegalArgumentException.class, () -> Thrift.read(bytes.rewind()));
    }

    /** The numbers 0, 1, 2, ... as DELTA_BINARY_PACKED. */
    private static byte[] growing(int count) {
        return packed(count, 0, 1);
    }

    private static byte[] constant(int count, int value) {
        return packed(count, value, 0);
    }

    private static byte[] packed(int count, int first, int step) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, 128);
        varint(out, 4);
        varint(out, count);
        varint(out, 2 * first);
        for (int at = 1; at < count; at += 128) {
            varint(out, 2 * step);
            out.writeBytes(new byte[4]); // every difference is the least one
        }
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int left = value;
        for (; left > 127; left >>>= 7) {
            out.write(left & 127 | 128);
        }
        out.write(left);
    }
}

package dev.graft.tensors.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.safetensors.SafetensorsFile.Stretch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeFileTest {
    @TempDir
    Path folder;

    /** A sparse file: 8 GiB long, a few pages on the disk. */
    @Test
    void positionsBeyondTwoGibibytesAreReached() throws IOException {
        Path file = folder.resolve("large.safetensors");
        String json = """
                {"first":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
                "half":{"dtype":"U8","shape":[2147483000],"data_offsets":[4,2147483004]},\
                "other":{"dtype":"U8","shape":[2147483000],"data_offsets":[2147483004,4294966004]},\
                "huge":{"dtype":"U8","shape":[4294967296],"data_offsets":[4294966004,8589933300]},\
                "last":{"dtype":"I32","shape":[2],"data_offsets":[8589933300,8589933308]}}""";
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(header.length).put(header).flip();
        ByteBuffer end = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(7)
                .putInt(-8)
                .flip();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(start);
            channel.write(end, 8 + header.length + 8589933300L);
        }

        SafetensorsFile opened = Safetensors.open(file);
        assertArrayEquals(new float[] {0}, opened.tensor("first").toFloatArray());
        assertEquals(2147483000, opened.tensor("other").size());
        assertEquals(0, opened.tensor("other").bytes().get(2147482999));
        assertEquals(7, opened.tensor("last").ints().get(0));
        assertEquals(-8, opened.tensor("last").ints().get(1));
        ModelFileException error = assertThrows(ModelFileException.class, () -> opened.tensor("huge"));
        assertEquals(
                "[" + file + "] tensor 'huge' takes 4294967296 bytes, one tensor can have at most 2147483647",
                error.getMessage());
    }

    @Test
    void neighboursShareAMappingUpToTheLimit() {
        List<Header.Entry> entries = List.of(
                entry(0, 0), entry(0, 4), entry(4, 10), entry(10, 12), entry(12, 30), entry(30, 30), entry(30, 35));
        assertEquals(
                List.of(new Stretch(0, 10), new Stretch(10, 12), new Stretch(30, 35)),
                SafetensorsFile.stretches(entries, 10));
    }

    private static Header.Entry entry(long begin, long end) {
        return new Header.Entry("", ElementType.UINT8, new long[] {end - begin}, begin, end);
    }
}

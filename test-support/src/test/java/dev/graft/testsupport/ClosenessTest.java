package dev.graft.testsupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file written byte by byte is read, and a wrong number is found and named. */
class ClosenessTest {
    private static final String HEADER = """
            {"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
             "ids": {"shape": [2], "data_offsets": [24, 40], "dtype": "I64"},"one":{"dtype":"F64","shape":[],"data_offsets":[40,48]}}""";

    @TempDir
    Path folder;

    private GoldenFile file() throws Exception {
        byte[] header = HEADER.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 48).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        for (int i = 0; i < 6; i++) {
            bytes.putFloat(i - 2);
        }
        bytes.putLong(7).putLong(-1).putDouble(0.1);
        Path path = folder.resolve("golden.safetensors");
        Files.write(path, bytes.array());
        return GoldenFile.read(path);
    }

    @Test
    void readsWhatSafetensorsWrites() throws Exception {
        GoldenFile file = file();
        assertEquals("[w, ids, one]", file.names().toString());
        assertEquals("w F32[2, 3]", file.get("w").toString());
        assertEquals(3, file.get("w").floats()[5]);
        assertEquals(-1, file.get("ids").longs()[1]);
        assertEquals(0.1, file.number("one"));
        assertThrows(AssertionError.class, () -> file.get("v"));
        assertThrows(AssertionError.class, () -> file.part("v/"));
    }

    @Test
    void namesTheLargestError() throws Exception {
        GoldenTensor w = file().get("w");
        float[] values = w.floats();
        Closeness.ofLargest(1e-6).check(w, new long[] {2, 3}, FloatBuffer.wrap(values));
        values[1] += 0.001f;
        values[4] = 2.25f;
        AssertionError error = assertThrows(
                AssertionError.class,
                () -> Closeness.ofLargest(1e-6).check(w, new long[] {2, 3}, FloatBuffer.wrap(values)));
        assertEquals(
                "w: expected 2.00000000, found 2.25000000, off by 0.250 where 3.00e-06 is allowed (largest magnitude"
                        + " 3.00), at [1, 1]; so are 2 of 6 ==> expected: <true> but was: <false>",
                error.getMessage());
        assertThrows(
                AssertionError.class,
                () -> Closeness.ofLargest(1).check(w, new long[] {3, 2}, FloatBuffer.wrap(w.floats())));
    }

    @Test
    void whatIsNotANumberIsFarFromAll() {
        Closeness any = Closeness.absolute(1e30);
        assertThrows(AssertionError.class, () -> any.check("x", 1, Double.NaN));
        any.check("x", 1, 2);
        Closeness.allClose(0, 0.1).check("x", new float[] {10, 1}, new float[] {10.5f, 1.05f});
        assertThrows(
                AssertionError.class,
                () -> Closeness.allClose(0, 0.1).check("x", new float[] {10, 1}, new float[] {10, 1.5f}));
    }
}

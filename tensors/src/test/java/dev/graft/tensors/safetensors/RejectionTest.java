package dev.graft.tensors.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectionTest {
    private static final String ONE = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";

    @TempDir
    Path folder;

    /** Headers over four bytes of data, {@code ONE} standing for the description of a tensor of one float. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "[]                                | the header does not start with '{'; this is not a safetensors file",
                "x{'a':ONE}                        | the header does not start with '{'",
                "{'a':ONE                          | the header is not valid JSON: ",
                "{'a':ONE,}                        | the header is not valid JSON: ",
                "{'a':ONE}{}                       | header: something follows the JSON object of the header",
                "{'a':ONE,'a':ONE}                 | header: the tensor 'a' occurs twice",
                "{'a':3}                           | header: tensor 'a': expected an object with dtype, shape and data_offsets",
                "{'a':{}}                          | header: tensor 'a': dtype is missing",
                "{'a':{'dtype':'F32','data_offsets':[0,4]}} | header: tensor 'a': shape is missing",
                "{'a':{'dtype':'F32','shape':[1]}} | header: tensor 'a': data_offsets is missing",
                "{'a':{'dtype':'F32','dtype':'F32'}} | header: tensor 'a': the key 'dtype' occurs twice",
                "{'a':{'shape':[1],'shape':[1]}}   | header: tensor 'a': the key 'shape' occurs twice",
                "{'a':{'data_offsets':[0,4],'data_offsets':[0,4]}} | header: tensor 'a': the key 'data_offsets' occurs twice",
                "{'a':{'stride':[1]}} | "
                        + "header: tensor 'a': unknown key 'stride'; the format has dtype, shape and data_offsets",
                "{'a':{'dtype':'Q4'}}              | header: tensor 'a': unknown dtype 'Q4'; expected one of F32, U8,",
                "{'a':{'dtype':1}}                 | header: tensor 'a': dtype is not a string",
                "{'a':{'shape':1}}                 | header: tensor 'a': shape is not a list of numbers",
                "{'a':{'shape':[1.0]}}             | header: tensor 'a': shape is not a list of whole numbers",
                "{'a':{'shape':['1']}}             | header: tensor 'a': shape is not a list of whole numbers",
                "{'a':{'shape':[-1]}}              | header: tensor 'a': shape has the negative number -1",
                "{'a':{'shape':[9223372036854775808]}} | the header is not valid JSON: ",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}} | header: tensor 'a': data_offsets has fewer than 2 numbers: 1",
                "{'a':{'data_offsets':[0,4,8]}}    | header: tensor 'a': data_offsets has more than 2 numbers",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}} | header: tensor 'a': data_offsets [4, 0] end before they begin",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | "
                        + "tensor 'a': F32 of shape [2] takes 8 bytes, data_offsets [0, 4] hold 4",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,4]}} | "
                        + "tensor 'a': the shape [4294967296, 4294967296] has more elements than a number can hold",
                "{'a':{'dtype':'F64','shape':[4611686018427387904],'data_offsets':[0,4]}} | "
                        + "tensor 'a': the shape [4611686018427387904] has more elements than a number can hold",
                "{'a':{'dtype':'U8','shape':[3],'data_offsets':[1,4]}} | "
                        + "tensor 'a' begins at byte 1 of the data, expected 0: the tensors leave a hole",
                "{'a':ONE,'b':ONE}                 | tensor 'b' begins at byte 0 of the data, expected 4: the tensors overlap",
                "{'a':ONE,'b':{'dtype':'U8','shape':[0],'data_offsets':[2,2]}} | "
                        + "tensor 'b' begins at byte 2 of the data, expected 4: the tensors overlap",
                "{'a':{'dtype':'U8','shape':[3],'data_offsets':[0,3]}} | "
                        + "the tensors end at byte 3 of the data, the file has 4 bytes of data; bytes follow the last tensor",
                "{'a':{'dtype':'U8','shape':[9],'data_offsets':[0,9]}} | "
                        + "the tensors end at byte 9 of the data, the file has 4 bytes of data;"
                        + " the file is cut off: copy or download it again",
                "{'__metadata__':null,'a':ONE}     | header: '__metadata__' is not an object of strings",
                "{'__metadata__':{'k':1},'a':ONE}  | header: '__metadata__': the value of 'k' is not a string",
                "{'__metadata__':{'k':'','k':''}}  | header: '__metadata__': the key 'k' occurs twice",
                "{'__metadata__':{},'__metadata__':{}} | header: the key '__metadata__' occurs twice",
                "{'\\ud800':ONE}                   | the header is not valid JSON: ",
                "{'\\udc00':ONE} | the header is not valid JSON: ",
                "{'__metadata__':{'k':'\\udc00'}}  | header: a text has half of a surrogate pair in it",
            })
    void brokenHeaders(String header, String message) throws IOException {
        String json = header.strip().replace("ONE", ONE).replace('\'', '"');
        assertRejected(file(json.getBytes(StandardCharsets.UTF_8), 4), message);
    }

    @Test
    void aValidHeaderPasses() throws IOException {
        Path file = write(file(("{ \"a\" : " + ONE + " }\n ").getBytes(StandardCharsets.UTF_8), 4));
        assertEquals(0f, Safetensors.open(file).tensor("a").floats().get());
    }

    @Test
    void tooManyDimensions() throws IOException {
        String shape = "1,".repeat(64) + "1";
        assertRejected(
                file(("{\"a\":{\"shape\":[" + shape + "]}}").getBytes(StandardCharsets.UTF_8), 4),
                "header: tensor 'a': shape has more than 64 numbers");
    }

    @Test
    void otherEncodingsThanUtf8() throws IOException {
        assertRejected(
                file(("{\"é\":" + ONE + "}").getBytes(StandardCharsets.ISO_8859_1), 4),
                "the header is not valid UTF-8");
        assertRejected(
                file(("{\"a\":" + ONE + "}").getBytes(StandardCharsets.UTF_16LE), 4), "the header is not valid JSON: ");
    }

    @Test
    void lengthsOfTheHeader() throws IOException {
        assertRejected(
                new byte[0], "has 0 bytes, a safetensors file has at least 8; the file is cut off or of another kind");
        assertRejected(new byte[7], "has 7 bytes, a safetensors file has at least 8");
        assertRejected(new byte[8], "the header does not start with '{'");
        assertRejected(
                ByteBuffer.allocate(10)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(3)
                        .array(),
                "claims a header of 3 bytes and has only 2 after the length; the file is cut off: copy or download it again");
        assertRejected(
                ByteBuffer.allocate(10)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(100_000_001)
                        .array(),
                "claims a header of 100000001 bytes, the most is 100000000; this is not a safetensors file");
        assertRejected(
                ByteBuffer.allocate(10).putLong(-1).array(),
                "claims a header of 18446744073709551615 bytes, the most is 100000000");
    }

    @Test
    void whatIsNoFile() {
        Path missing = folder.resolve("missing.safetensors");
        assertEquals("[" + missing + "] no such file", messageOf(missing));
        assertEquals("[" + folder + "] is a folder, and a file is expected; name a file in it", messageOf(folder));
    }

    /** Names that all have the same hash code must not make reading slow or fail. */
    @Test
    void collidingNames() throws IOException {
        StringBuilder json = new StringBuilder("{\"x\":" + ONE);
        for (int i = 0; i < 1 << 14; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 14; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            json.append(",\"").append(name).append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[4,4]}");
        }
        Path file = write(file(json.append('}').toString().getBytes(StandardCharsets.UTF_8), 4));
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertEquals(1 + (1 << 14), Safetensors.open(file).names().size()));
    }

    @Test
    void mutatedFilesAreReadOrRejected() throws IOException {
        Path original = folder.resolve("original.safetensors");
        Safetensors.write(
                original,
                Map.of("a", Tensor.of(new float[6], 2, 3), "b", Tensor.scalar(1L), "é\n", Tensor.of(new int[0], 0)),
                Map.of("format", "pt"));
        byte[] valid = Files.readAllBytes(original);
        assertTimeoutPreemptively(Duration.ofSeconds(50), () -> {
            for (long seed = 0; seed < 1500; seed++) {
                Path mutated = write(mutate(valid, new SplittableRandom(seed)));
                try {
                    Safetensors.read(mutated)
                            .values()
                            .forEach(tensor -> tensor.copy().bytes());
                } catch (ModelFileException rejected) {
                    assertTrue(rejected.getMessage().startsWith("[" + mutated + "] "), rejected.getMessage());
                } catch (RuntimeException | Error e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }
        });
    }

    private static byte[] mutate(byte[] valid, SplittableRandom random) {
        byte[] bytes = valid.clone();
        for (int change = 1 + random.nextInt(3); change > 0; change--) {
            int at = random.nextInt(random.nextInt(4) == 0 ? 8 : bytes.length);
            int other = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] = (byte) "0123456789[]{}\",:-e.\\".charAt(random.nextInt(21));
                case 2 -> bytes[at] = bytes[other];
                case 3 -> bytes = Arrays.copyOf(bytes, Math.max(8, other));
                default -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(9));
            }
        }
        return bytes;
    }

    private void assertRejected(byte[] bytes, String message) throws IOException {
        Path file = write(bytes);
        String found = messageOf(file);
        assertTrue(found.startsWith("[" + file + "] " + message), found);
    }

    private static String messageOf(Path file) {
        return assertThrows(ModelFileException.class, () -> Safetensors.open(file))
                .getMessage();
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file.safetensors"), bytes);
    }

    private static byte[] file(byte[] header, int dataBytes) {
        return ByteBuffer.allocate(8 + header.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }
}

package dev.graft.backbones.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.image.raster.Pixels;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that libwebp wrote, and what Pillow 12.3 (libwebp 1.6) read of them: as PNG, or as a checksum by {@code webp_files.py}. */
class WebpFileTest {
    /** A file, and the checksum of the RGB bytes that Pillow makes of it. */
    record Case(String name, int width, int height, String checksum, byte[] file) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        return new String(resource("cases.txt"), StandardCharsets.US_ASCII)
                .lines()
                .map(line -> {
                    String[] field = line.split(" ");
                    return new Case(
                            field[0],
                            Integer.parseInt(field[1]),
                            Integer.parseInt(field[2]),
                            field[3],
                            Base64.getDecoder().decode(field[4]));
                });
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = WebpFileTest.class.getResourceAsStream("webp/" + name)) {
            return in.readAllBytes();
        }
    }

    private static Pixels read(String name) throws IOException {
        return ImageDecoder.decode(name, resource(name));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyKindOfFileEqualsPillows(Case expected) {
        check(expected);
    }

    /** Files of random damage: coefficients beyond 16 bits, in blocks of few and of many, and a partition that no encoder writes. */
    @ParameterizedTest
    @CsvSource({"overflow-few,90,72,3c7ed708", "overflow-many,104,55,fc81fe89", "beyond-range,3,2,b44b77eb"})
    void whatNoEncoderWritesEqualsPillows(String name, int width, int height, String checksum) throws IOException {
        check(new Case(name, width, height, checksum, resource(name + ".webp")));
    }

    private static void check(Case expected) {
        Pixels found = ImageDecoder.decode(expected.name, expected.file);
        assertEquals(expected.width, found.width());
        assertEquals(expected.height, found.height());
        CRC32 checksum = new CRC32();
        checksum.update(found.rgb());
        assertEquals(expected.checksum, HexFormat.of().toHexDigits((int) checksum.getValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossless", "alpha", "palette", "profile", "turned", "animated", "lossy", "lossy-alpha"})
    void filesOfPillowEqualPillows(String name) throws IOException {
        Pixels found = read(name + ".webp");
        Pixels expected = read(name + ".png");
        assertEquals(expected.width(), found.width());
        assertEquals(expected.height(), found.height());
        assertArrayEquals(expected.rgb(), found.rgb());
    }

    @Test
    void aSizeBeyondTheLimitIsRefusedBeforeItIsRead() throws IOException {
        byte[] lossy = resource("lossy.webp");
        Arrays.fill(lossy, 26, 30, (byte) 0x3F);
        lossy[26] = (byte) 0xFF;
        lossy[28] = (byte) 0xFF;
        String message = assertThrows(ModelFileException.class, () -> ImageDecoder.decode("bomb", lossy))
                .getMessage();
        assertTrue(message.contains("16383x16383 pixels"), message);
    }

    /** Pillow refuses a file of which a byte is missing, be it of a second frame, and reads past nothing. */
    @ParameterizedTest
    @MethodSource("cases")
    void aFileThatIsCutShortIsRefused(Case whole) {
        int end =
                whole.name.equals("behind-the-end") ? whole.file.length - "something else".length() : whole.file.length;
        for (int length = 12; length < end; length++) {
            byte[] part = Arrays.copyOf(whole.file, length);
            String message = assertThrows(ModelFileException.class, () -> ImageDecoder.decode("part", part))
                    .getMessage();
            assertTrue(message.startsWith("image part is damaged or cut short: it "), message);
        }
    }

    /** The same where the lengths in the file have been made right. */
    @ParameterizedTest
    @ValueSource(strings = {"noise", "partitions", "lossless-33x7", "lossless-6"})
    void aPictureThatIsCutShortIsRefused(String name) throws IOException {
        byte[] whole = cases().filter(c -> c.name.equals(name)).findFirst().orElseThrow().file;
        for (int length = 22; length < whole.length - 8; length += 2) {
            byte[] part = Arrays.copyOf(whole, length);
            putInt(part, 4, length - 8);
            putInt(part, 16, length - 20);
            String message = assertThrows(ModelFileException.class, () -> ImageDecoder.decode("part", part))
                    .getMessage();
            assertTrue(message.startsWith("image part is damaged or cut short: "), message);
        }
    }

    private static void putInt(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >> 8 * i);
        }
    }

    @Test
    void alphaIsDroppedButRefusedWhereItIsDamaged() throws IOException {
        byte[] file =
                cases().filter(c -> c.name.equals("alpha-raw")).findFirst().orElseThrow().file;
        assertEquals("ALPH", new String(file, 30, 4, StandardCharsets.US_ASCII));
        file[38] = 2;
        String message = assertThrows(ModelFileException.class, () -> ImageDecoder.decode("a", file))
                .getMessage();
        assertTrue(message.contains("its alpha is written in a way that does not exist"), message);
    }
}

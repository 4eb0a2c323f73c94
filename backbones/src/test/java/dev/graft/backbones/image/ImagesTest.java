package dev.graft.backbones.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.image.raster.CropWindow;
import dev.graft.backbones.image.raster.Pixels;
import dev.graft.tensors.ModelFileException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
    /** A file, and the RGB bytes that Pillow makes of it. */
    record Expected(String name, int width, int height, byte[] rgb) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Expected> files() throws IOException {
        return new String(resource("expected.txt"), StandardCharsets.US_ASCII)
                .lines()
                .map(line -> {
                    String[] field = line.split(" ");
                    return new Expected(
                            field[0],
                            Integer.parseInt(field[1]),
                            Integer.parseInt(field[2]),
                            Base64.getDecoder().decode(field[3]));
                });
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyKindOfFileGivesThePixelsThatPillowGives(Expected expected) throws IOException {
        BufferedImage image = Images.read(resource(expected.name), expected.name);
        assertEquals(BufferedImage.TYPE_3BYTE_BGR, image.getType());
        assertEquals(expected.width, image.getWidth());
        assertEquals(expected.height, image.getHeight());
        // JPEG decoders round differently; all other formats are exact.
        int tolerance = expected.name.endsWith(".jpg") ? 2 : 0;
        for (int i = 0; i < expected.rgb.length; i++) {
            int pixel = i / 3;
            int argb = image.getRGB(pixel % expected.width, pixel / expected.width);
            int level = argb >> 16 - i % 3 * 8 & 0xff;
            assertTrue(
                    Math.abs(level - (expected.rgb[i] & 0xff)) <= tolerance,
                    expected.name + " byte " + i + ": expected " + (expected.rgb[i] & 0xff) + ", found " + level);
        }
        assertArrayEquals(pixels(expected), RgbConversion.of(image).rgb(), "read, wrapped and taken apart again");
    }

    private static byte[] pixels(Expected file) throws IOException {
        return ImageDecoder.decode(file.name, resource(file.name)).rgb();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileThatIsCutShortIsRefused(Expected file) throws IOException {
        // The cut of the animated one is in its second picture, which is not read.
        if (!file.name.equals("animated.gif")) {
            byte[] whole = resource(file.name);
            byte[] half = Arrays.copyOf(whole, whole.length * 6 / 10);
            ModelFileException e = assertThrows(ModelFileException.class, () -> Images.read(half, "some/photo"));
            assertTrue(e.getMessage().startsWith("image some/photo is damaged or cut short: "), e.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aDamagedFileFailsOnlyWithAnErrorThatNamesIt(Expected file) throws IOException {
        byte[] whole = resource(file.name);
        Random random = new Random(11);
        for (int i = 0; i < 60; i++) {
            byte[] damaged = whole.clone();
            for (int k = 0; k < 1 + random.nextInt(4); k++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                Images.read(damaged, file.name);
            } catch (ModelFileException expected) {
                assertTrue(expected.getMessage().contains(file.name), expected.getMessage());
            }
        }
    }

    @Test
    void aMissingFileAFolderAndSomethingElseAreToldApart(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("none.png");
        assertEquals(
                "image " + missing + " does not exist; check the path, and which folder relative paths start from",
                assertThrows(ModelFileException.class, () -> Images.read(missing))
                        .getMessage());
        assertEquals(
                "image " + folder + " is a folder; give a file",
                assertThrows(ModelFileException.class, () -> Images.read(folder))
                        .getMessage());
        Path text = Files.writeString(folder.resolve("a.jpg"), "<html>\nnot found");
        assertEquals(
                "image " + text
                        + " is not in a format that can be read: PNG, JPEG, GIF, BMP or WebP. It is a web page; what was"
                        + " downloaded is a page about the file, or one that asks to log in; download the file itself",
                assertThrows(ModelFileException.class, () -> Images.read(text)).getMessage());
        Path empty = Files.createFile(folder.resolve("empty.png"));
        assertTrue(assertThrows(ModelFileException.class, () -> Images.read(empty))
                .getMessage()
                .contains("It is empty"));
    }

    @Test
    void aPictureOfTooManyPixelsIsRefusedBeforeItIsDecoded() throws IOException {
        byte[] bomb = hugePng(40_000, 30_000);
        assertEquals(
                "image bomb has 40000x30000 pixels; at most 178956970 are read. Make it smaller",
                assertThrows(ModelFileException.class, () -> Images.read(bomb, "bomb"))
                        .getMessage());
    }

    @Test
    void aPictureThatItsBytesCannotHoldIsRefusedBeforeItIsDecoded() throws IOException {
        byte[] stump = hugePng(12_000, 12_000);
        String message = assertThrows(ModelFileException.class, () -> Images.read(stump, "stump"))
                .getMessage();
        assertTrue(message.contains(stump.length + " bytes cannot hold its 12000x12000 pixels"), message);
        byte[] white = picture("png", 8_000, 8_000);
        assertTrue(white.length < 100_000, "as small as such a picture can be");
        assertEquals(8_000, Images.read(white, "white").getWidth());
        assertEquals(4_000, Images.read(picture("gif", 4_000, 4_000), "white").getHeight());
        assertEquals(4_000, Images.read(picture("jpg", 4_000, 4_000), "white").getHeight());
    }

    /** All of one colour, with two colours where a format has palettes: nothing is smaller. */
    private static byte[] picture(String format, int width, int height) throws IOException {
        int type = format.equals("jpg") ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_BYTE_BINARY;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, type), format, bytes);
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_3BYTE_BGR
            })
    void anApplicationsOwnPictureOfAnyTypeAndAPartOfOneAreTakenAsTheyAre(int type) {
        BufferedImage image = new BufferedImage(7, 5, type);
        Pixels pattern = TestPattern.of("noise", 7, 5);
        for (int i = 0; i < 35; i++) {
            byte[] rgb = pattern.rgb();
            int argb = 0xff << 24 | (rgb[i * 3] & 0xff) << 16 | (rgb[i * 3 + 1] & 0xff) << 8 | rgb[i * 3 + 2] & 0xff;
            image.setRGB(i % 7, i / 7, argb);
        }
        assertArrayEquals(pattern.rgb(), RgbConversion.of(image).rgb());
        assertArrayEquals(
                pattern.window(new CropWindow(2, 1, 4, 3)).rgb(),
                RgbConversion.of(image.getSubimage(2, 1, 4, 3)).rgb());
    }

    @Test
    void grayLevelsAreNotBrightened() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, 128);
        assertArrayEquals(
                new byte[] {(byte) 128, (byte) 128, (byte) 128},
                RgbConversion.of(image).rgb());
    }

    private static byte[] hugePng(int width, int height) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        chunk(data, "IHDR", header.put(new byte[] {8, 2, 0, 0, 0}).array());
        ByteArrayOutputStream zeros = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(zeros)) {
            deflater.write(new byte[100_000]);
        }
        chunk(data, "IDAT", zeros.toByteArray());
        chunk(data, "IEND", new byte[0]);
        return data.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream data, String kind, byte[] content) {
        byte[] name = kind.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content);
        data.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        data.writeBytes(name);
        data.writeBytes(content);
        data.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = ImagesTest.class.getResourceAsStream("images/" + name)) {
            return stream.readAllBytes();
        }
    }
}

package dev.graft.backbones.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that Pillow 12.3 wrote (libwebp 1.6), and what it read of them, as PNG. */
class WebpFileTest {
    private static byte[] resource(String name) throws IOException {
        try (InputStream in = WebpFileTest.class.getResourceAsStream("webp/" + name)) {
            return in.readAllBytes();
        }
    }

    private static Pixels read(String name) throws IOException {
        return ImageDecoder.decode(name, resource(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossless", "alpha", "palette", "profile", "turned", "animated"})
    void losslessFilesEqualPillows(String name) throws IOException {
        Pixels found = read(name + ".webp");
        Pixels expected = read(name + ".png");
        assertEquals(expected.width(), found.width());
        assertEquals(expected.height(), found.height());
        assertArrayEquals(expected.rgb(), found.rgb());
    }

    /** The library's decoder of lossy pictures is not libwebp's; docs/reference/data-formats.md says by how much. */
    @ParameterizedTest
    @ValueSource(strings = {"lossy", "lossy-alpha"})
    void lossyFilesAreNearPillows(String name) throws IOException {
        Pixels found = read(name + ".webp");
        Pixels expected = read(name + ".png");
        assertEquals(expected.width(), found.width());
        assertEquals(expected.height(), found.height());
        double sum = 0;
        for (int i = 0; i < expected.rgb().length; i++) {
            sum += Math.abs((expected.rgb()[i] & 0xFF) - (found.rgb()[i] & 0xFF));
        }
        double mean = sum / expected.rgb().length;
        assertTrue(mean < 9, "mean difference of " + mean);
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

    /** Whatever is in a file, it is a picture or a {@link ModelFileException}. */
    @Test
    void damagedFilesAreRefusedOrRead() throws IOException {
        Random random = new Random(8);
        for (String name : new String[] {"lossless", "alpha", "palette", "animated", "lossy", "lossy-alpha"}) {
            byte[] good = resource(name + ".webp");
            for (int i = 0; i < 200; i++) {
                byte[] bad = i % 4 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
                for (int k = random.nextInt(4); k >= 0 && bad.length > 12; k--) {
                    bad[12 + random.nextInt(bad.length - 12)] = (byte) random.nextInt(256);
                }
                try {
                    ImageDecoder.decode(name, bad);
                } catch (ModelFileException e) {
                    assertTrue(e.getMessage().startsWith("image " + name), e.getMessage());
                }
            }
        }
    }
}

package dev.graft.backbones.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * The orientation that a camera noted is not applied. All 80 image processors of transformers 5.18 on Pillow that could be
 * made without arguments leave it so, given a picture as Pillow opens it.
 */
class OrientationTest {
    /** EXIF that says: turn by 90 degrees (orientation 6). */
    private static final byte[] EXIF = HexFormat.of()
            .parseHex("ffe1" + "0022" + "457869660000" + "4d4d002a00000008" + "0001" + "0112" + "0003" + "00000001"
                    + "00060000" + "00000000");

    @Test
    void isNotApplied() throws IOException {
        BufferedImage picture = new BufferedImage(60, 40, BufferedImage.TYPE_3BYTE_BGR);
        for (int x = 0; x < 60; x++) {
            picture.setRGB(x, x / 2, 0xFF8000);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpeg", out);
        byte[] plain = out.toByteArray();
        ByteArrayOutputStream turned = new ByteArrayOutputStream();
        turned.write(plain, 0, 2);
        turned.write(EXIF);
        turned.write(plain, 2, plain.length - 2);

        BufferedImage read = Images.read(turned.toByteArray(), "turned");

        assertEquals(60, read.getWidth());
        assertArrayEquals(bytes(Images.read(plain, "plain")), bytes(read));
    }

    private static byte[] bytes(BufferedImage image) {
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    }
}

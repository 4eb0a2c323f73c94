package dev.graft.backbones.image;

import dev.graft.backbones.image.raster.Pixels;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Turns any {@link BufferedImage} into 8-bit RGB as Pillow's {@code convert("RGB")} does: alpha is dropped, a palette
 * looked up, gray repeated, 16-bit colour cut to its upper byte, and 16-bit gray without alpha clipped at 255.
 *
 * <p>The samples are taken as they are. {@link BufferedImage#getRGB} would convert them from the image's colour space,
 * which changes gray levels and applies profiles.
 */
final class RgbConversion {
    private RgbConversion() {}

    static Pixels of(BufferedImage image) {
        Pixels pixels = Pixels.black(image.getWidth(), image.getHeight());
        ColorModel colors = image.getColorModel();
        int type = colors.getColorSpace().getType();
        if (colors instanceof IndexColorModel palette) {
            fromPalette(image.getRaster(), palette, pixels);
        } else if (colors.isAlphaPremultiplied() || type != ColorSpace.TYPE_GRAY && type != ColorSpace.TYPE_RGB) {
            fromColorModel(image, pixels);
        } else if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
            fromBytes(image.getRaster(), pixels);
        } else {
            fromSamples(image.getRaster(), colors, pixels);
        }
        return pixels;
    }

    private static void fromBytes(Raster raster, Pixels pixels) {
        int stride = pixels.width() * 3;
        byte[] row = new byte[stride];
        for (int y = 0; y < pixels.height(); y++) {
            raster.getDataElements(raster.getMinX(), raster.getMinY() + y, pixels.width(), 1, row);
            System.arraycopy(row, 0, pixels.rgb(), y * stride, stride);
        }
    }

    private static void fromPalette(Raster raster, IndexColorModel palette, Pixels pixels) {
        int[] table = new int[palette.getMapSize()];
        palette.getRGBs(table);
        int[] row = new int[pixels.width()];
        int to = 0;
        for (int y = 0; y < pixels.height(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, pixels.width(), 1, 0, row);
            for (int index : row) {
                to = put(pixels.rgb(), to, index < table.length ? table[index] : 0);
            }
        }
    }

    private static void fromColorModel(BufferedImage image, Pixels pixels) {
        int[] row = new int[pixels.width()];
        int to = 0;
        for (int y = 0; y < pixels.height(); y++) {
            image.getRGB(0, y, pixels.width(), 1, row, 0, pixels.width());
            for (int argb : row) {
                to = put(pixels.rgb(), to, argb);
            }
        }
    }

    private static void fromSamples(Raster raster, ColorModel colors, Pixels pixels) {
        int bands = raster.getNumBands();
        boolean gray = colors.getNumColorComponents() == 1;
        int[] bits = colors.getComponentSize();
        boolean clip = gray && !colors.hasAlpha();
        int[] row = new int[pixels.width() * bands];
        int to = 0;
        for (int y = 0; y < pixels.height(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, pixels.width(), 1, row);
            for (int i = 0; i < row.length; i += bands) {
                for (int c = 0; c < 3; c++) {
                    int band = gray ? 0 : c;
                    pixels.rgb()[to++] = (byte) level(row[i + band], bits[band], clip);
                }
            }
        }
    }

    private static int level(int sample, int bits, boolean clip) {
        if (bits == 8) {
            return sample;
        }
        if (bits < 8) {
            return sample * 255 / ((1 << bits) - 1);
        }
        return clip ? Math.min(sample, 255) : sample >>> bits - 8;
    }

    private static int put(byte[] rgb, int to, int argb) {
        rgb[to] = (byte) (argb >> 16);
        rgb[to + 1] = (byte) (argb >> 8);
        rgb[to + 2] = (byte) argb;
        return to + 3;
    }
}

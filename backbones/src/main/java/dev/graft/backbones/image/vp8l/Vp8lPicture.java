package dev.graft.backbones.image.vp8l;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** A decoded lossless WebP picture, by the "Specification for WebP Lossless Bitstream" (RFC 9649, 3). */
public final class Vp8lPicture {
    private final int width;
    private final int height;
    private final int[] pixels;

    private Vp8lPicture(int width, int height, int[] pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /**
     * Decodes a picture, which takes four to eight bytes of memory for each pixel; {@link Vp8lSize} tells how many there are.
     *
     * @param data a file
     * @param from where the picture begins in it
     * @param to where the picture ends
     * @throws IOException if it is not such a picture, or damaged or cut short
     */
    public static Vp8lPicture decode(byte[] data, int from, int to) throws IOException {
        Vp8lSize size = Vp8lSize.read(data, from, to);
        BitReader in = new BitReader(data, from, to);
        in.number(8);
        in.number(16);
        in.number(16);
        return decode(in, size.width(), size.height());
    }

    /**
     * Decodes a picture without a head, as which the alpha of a lossy picture may be written.
     *
     * @throws IOException if it is damaged or cut short
     */
    public static Vp8lPicture decodeHeadless(byte[] data, int from, int to, int width, int height) throws IOException {
        return decode(new BitReader(data, from, to), width, height);
    }

    private static Vp8lPicture decode(BitReader in, int width, int height) throws IOException {
        Deque<Transform> transforms = new ArrayDeque<>();
        int seen = 0;
        int codedWidth = width;
        while (in.flag()) {
            int kind = in.number(2);
            if ((seen >> kind & 1) == 1) {
                throw new IOException("its picture has been transformed in the same way twice");
            }
            seen |= 1 << kind;
            Transform transform = transform(in, kind, codedWidth, height);
            if (transform instanceof Palette palette) {
                codedWidth = Parts.of(codedWidth, palette.bits());
            }
            transforms.push(transform);
        }
        int[] pixels = EntropyImage.read(in, codedWidth, height, true);
        for (Transform transform : transforms) {
            pixels = transform.undo(pixels);
        }
        return new Vp8lPicture(width, height, pixels);
    }

    private static Transform transform(BitReader in, int kind, int width, int height) throws IOException {
        return switch (kind) {
            case 0 -> {
                int bits = 2 + in.number(3);
                yield new Prediction(width, bits, parts(in, width, height, bits));
            }
            case 1 -> {
                int bits = 2 + in.number(3);
                yield new ColorCorrelation(width, bits, parts(in, width, height, bits));
            }
            case 2 -> new GreenDifference();
            default -> Palette.of(width, EntropyImage.read(in, 1 + in.number(8), 1, false));
        };
    }

    private static int[] parts(BitReader in, int width, int height, int bits) throws IOException {
        return EntropyImage.read(in, Parts.of(width, bits), Parts.of(height, bits), false);
    }

    /** The width in pixels. */
    public int width() {
        return width;
    }

    /** The height in pixels. */
    public int height() {
        return height;
    }

    /**
     * Writes the picture as RGB, without its alpha.
     *
     * @param rgb a larger picture, three bytes a pixel
     * @param at where the first pixel goes
     * @param stride how many bytes lie between a pixel and the one below it
     */
    public void write(byte[] rgb, int at, int stride) {
        for (int y = 0, from = 0; y < height; y++) {
            for (int x = 0, to = at + y * stride; x < width; x++, to += 3) {
                int pixel = pixels[from++];
                rgb[to] = (byte) (pixel >> 16);
                rgb[to + 1] = (byte) (pixel >> 8);
                rgb[to + 2] = (byte) pixel;
            }
        }
    }
}

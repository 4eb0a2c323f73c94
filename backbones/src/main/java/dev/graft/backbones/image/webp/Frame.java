package dev.graft.backbones.image.webp;

import dev.graft.backbones.image.vp8.Vp8Picture;
import dev.graft.backbones.image.vp8.Vp8Size;
import dev.graft.backbones.image.vp8l.Vp8lPicture;
import dev.graft.backbones.image.vp8l.Vp8lSize;
import java.io.IOException;

/**
 * A picture of a WebP file and its place on the canvas.
 *
 * @param picture the chunk with its colours
 * @param alpha the chunk with the alpha of a lossy picture; null where there is none
 */
record Frame(int left, int top, int width, int height, Chunk picture, Chunk alpha) {
    private static final String LOSSLESS = "VP8L";

    static boolean isPicture(Chunk chunk) {
        return chunk.type().equals("VP8 ") || chunk.type().equals(LOSSLESS);
    }

    static Frame of(byte[] file, int left, int top, Chunk picture, Chunk alpha) throws IOException {
        int end = picture.data() + picture.length();
        if (picture.type().equals(LOSSLESS)) {
            if (alpha != null) {
                throw new IOException("its lossless picture has alpha apart");
            }
            Vp8lSize size = Vp8lSize.read(file, picture.data(), end);
            return new Frame(left, top, size.width(), size.height(), picture, null);
        }
        Vp8Size size = Vp8Size.read(file, picture.data(), end);
        return new Frame(left, top, size.width(), size.height(), picture, alpha);
    }

    Frame withoutAlpha() {
        return new Frame(left, top, width, height, picture, null);
    }

    boolean fits(int canvasWidth, int canvasHeight) {
        return left + width <= canvasWidth && top + height <= canvasHeight;
    }

    /** Decodes the picture and writes it, without its alpha, on a black canvas, three bytes a pixel. */
    byte[] on(int canvasWidth, int canvasHeight, byte[] file) throws IOException {
        int stride = 3 * canvasWidth;
        int at = top * stride + 3 * left;
        if (picture.type().equals(LOSSLESS)) {
            Vp8lPicture decoded = Vp8lPicture.decode(file, picture.data(), picture.end());
            byte[] rgb = new byte[stride * canvasHeight];
            decoded.write(rgb, at, stride);
            return rgb;
        }
        if (alpha != null) {
            Alpha.check(file, alpha, width, height);
        }
        Vp8Picture decoded = Vp8Picture.decode(file, picture.data(), picture.end());
        byte[] rgb = new byte[stride * canvasHeight];
        decoded.write(rgb, at, stride);
        return rgb;
    }
}

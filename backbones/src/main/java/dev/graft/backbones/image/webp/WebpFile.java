package dev.graft.backbones.image.webp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A WebP file (RFC 9649): the first picture of it, without its alpha, colour profile and orientation, as Pillow's
 * {@code convert("RGB")} gives it.
 */
public final class WebpFile {
    private static final int HEAD = 12;

    private final byte[] file;
    private final int width;
    private final int height;
    private final Frame first;

    private WebpFile(byte[] file, int width, int height, Frame first) {
        this.file = file;
        this.width = width;
        this.height = height;
        this.first = first;
    }

    /** Whether these are the bytes of a WebP file, whole or not. */
    public static boolean is(byte[] bytes) {
        return bytes.length >= HEAD
                && new String(bytes, 0, 4, StandardCharsets.ISO_8859_1).equals("RIFF")
                && new String(bytes, 8, 4, StandardCharsets.ISO_8859_1).equals("WEBP");
    }

    /**
     * Reads all of a WebP file but the pixels.
     *
     * @throws IOException if a chunk of it is missing, cut short or not where it should be
     */
    public static WebpFile of(byte[] file) throws IOException {
        long end = Chunk.HEAD + LittleEndian.four(file, 4);
        if (end > file.length) {
            throw new IOException("it has " + file.length + " bytes of " + end);
        }
        if (end < HEAD + Chunk.HEAD) {
            throw new IOException("it has no picture");
        }
        Chunk chunk = Chunk.read(file, HEAD, (int) end);
        if (chunk.type().equals("VP8X")) {
            Extension extension = Extension.read(file, chunk);
            Frame first = new Frames(file, chunk.end(), (int) end).extended(extension);
            return new WebpFile(file, extension.width(), extension.height(), first);
        }
        if (!Frame.isPicture(chunk)) {
            throw new IOException("it has no picture");
        }
        Frame first = new Frames(file, HEAD, (int) end).simple();
        return new WebpFile(file, first.width(), first.height(), first);
    }

    /** The width of the canvas in pixels. */
    public int width() {
        return width;
    }

    /** The height of the canvas in pixels. */
    public int height() {
        return height;
    }

    /**
     * Decodes the picture: three bytes a pixel, row by row. What a first picture of an animation leaves free of the canvas is
     * black. Before that the size is to be checked, as it may be more than memory holds.
     *
     * @throws IOException if the picture is damaged or cut short
     */
    public byte[] rgb() throws IOException {
        return first.on(width, height, file);
    }
}

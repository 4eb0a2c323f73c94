package dev.graft.backbones.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.graft.tensors.ModelFileException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A WebP file: the first picture of it, without its alpha, colour profile and orientation, as Pillow's
 * {@code convert("RGB")} gives it.
 *
 * <p>Only the chunk with the picture is handed to the library that decodes it, under a head of its own: the library would apply
 * colour profiles, which Pillow does not, and read all that follows the picture.
 */
final class WebpFile {
    private static final int HEAD = 12;
    private static final int CHUNK = 8;
    private static final int FRAME_HEAD = 16;

    private final String name;
    private final ByteBuffer bytes;

    WebpFile(String name, byte[] bytes) {
        this.name = name;
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static boolean is(byte[] bytes) {
        return bytes.length >= HEAD
                && new String(bytes, 0, 4, StandardCharsets.ISO_8859_1).equals("RIFF")
                && new String(bytes, 8, 4, StandardCharsets.ISO_8859_1).equals("WEBP");
    }

    Pixels decode() throws IOException {
        int end = bytes.capacity();
        int canvasWidth = 0;
        int canvasHeight = 0;
        int at = HEAD;
        while (at + CHUNK <= end) {
            String type = text(at, 4);
            long length = bytes.getInt(at + 4) & 0xFFFFFFFFL;
            int data = at + CHUNK;
            if (length > end - data) {
                throw new IIOException("it ends within its chunk '" + type.strip() + "'");
            }
            switch (type) {
                case "VP8X" -> {
                    canvasWidth = 1 + threeBytes(data + 4);
                    canvasHeight = 1 + threeBytes(data + 7);
                    require(canvasWidth, canvasHeight);
                }
                case "ANMF" -> {
                    Pixels frame = frame(data + FRAME_HEAD, data + (int) length);
                    return frame.on(canvasWidth, canvasHeight, 2 * threeBytes(data), 2 * threeBytes(data + 3));
                }
                case "VP8 ", "VP8L" -> {
                    return picture(type, data, (int) length);
                }
                default -> {} // profiles, notes of the camera, alpha
            }
            at = data + (int) (length + (length & 1));
        }
        throw new IIOException("it has no picture");
    }

    /** The picture in a frame of an animation, whose chunks lie from one place to another. */
    private Pixels frame(int from, int to) throws IOException {
        int at = from;
        while (at + CHUNK <= to) {
            String type = text(at, 4);
            long length = bytes.getInt(at + 4) & 0xFFFFFFFFL;
            if (length > to - at - CHUNK) {
                throw new IIOException("its first frame is cut short");
            }
            if (type.startsWith("VP8")) {
                return picture(type, at + CHUNK, (int) length);
            }
            at += CHUNK + (int) (length + (length & 1));
        }
        throw new IIOException("its first frame has no picture");
    }

    private Pixels picture(String type, int data, int length) throws IOException {
        if (length < 10) {
            throw new IIOException("its picture is cut short");
        }
        boolean lossless = type.equals("VP8L");
        int sides = lossless ? bytes.getInt(data + 1) : 0;
        int width = lossless ? 1 + (sides & 0x3FFF) : bytes.getShort(data + 6) & 0x3FFF;
        int height = lossless ? 1 + (sides >>> 14 & 0x3FFF) : bytes.getShort(data + 8) & 0x3FFF;
        require(width, height);
        ByteBuffer alone =
                ByteBuffer.allocate(HEAD + CHUNK + length + (length & 1)).order(ByteOrder.LITTLE_ENDIAN);
        alone.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(alone.capacity() - CHUNK);
        alone.put(("WEBP" + type).getBytes(StandardCharsets.US_ASCII)).putInt(length);
        alone.put(bytes.array(), data, length);
        ImageReader reader = new WebPImageReaderSpi().createReaderInstance();
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(alone.array()))) {
            reader.setInput(stream, true, true);
            BufferedImage image = reader.read(0);
            return RgbConversion.of(image);
        } finally {
            reader.dispose();
        }
    }

    private void require(int width, int height) {
        if ((long) width * height > Pixels.MAX_PIXELS) {
            throw new ModelFileException("image " + name + " has " + width + "x" + height + " pixels; at most "
                    + Pixels.MAX_PIXELS + " are read. Make it smaller");
        }
    }

    private String text(int at, int length) {
        return new String(bytes.array(), at, length, StandardCharsets.ISO_8859_1);
    }

    private int threeBytes(int at) {
        return bytes.getShort(at) & 0xFFFF | (bytes.get(at + 2) & 0xFF) << 16;
    }
}

package dev.graft.backbones.image;

import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import dev.graft.backbones.image.webp.WebpFile;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.ForeignContent;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.w3c.dom.Node;

/** Decodes the bytes of one image file to 8-bit RGB; {@code name} is how its errors call it. */
final class ImageDecoder {
    private static final ReadWriteLock MANY = new ReentrantReadWriteLock();

    /**
     * The most pixels that a byte can stand for: a code of GIF's LZW repeats at most 4096 in nine bits or more, deflate
     * repeats 258 bytes, of eight pixels at most, in two bits; a block of JPEG, 64, takes one at least; four bytes of a BMP
     * skip 255 x 255 pixels.
     */
    private static final long PIXELS_PER_BYTE = 1 << 14;

    private static final int BMP_HEADER_SIZE = 14;
    private static final int BMP_COMPRESSION = 30;
    private static final int BMP_SHORTEST_WITH_COMPRESSION = 40;
    private static final int BMP_JPEG = 4;
    private static final int BMP_PNG = 5;

    private static final Set<String> MEASURED = Set.of("bmp", "gif", "jpeg", "png");

    private final String name;
    private final byte[] bytes;

    private ImageDecoder(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    static Pixels decode(String name, byte[] bytes) {
        return new ImageDecoder(name, bytes).decode();
    }

    /** Width and height of the picture, found without decoding it but for GIF, whose picture may reach beyond its screen. */
    static ImageSize size(String name, byte[] bytes) {
        return new ImageDecoder(name, bytes).size();
    }

    private ImageSize size() {
        try {
            if (WebpFile.is(bytes)) {
                WebpFile file = WebpFile.of(bytes);
                return new ImageSize(file.width(), file.height());
            }
            try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
                ImageReader reader = readerOf(stream);
                try {
                    if (formatOf(reader).equals("gif")) {
                        return decode().size();
                    }
                    reader.setInput(stream, true, true);
                    requireSize(reader.getWidth(0), reader.getHeight(0));
                    return new ImageSize(reader.getWidth(0), reader.getHeight(0));
                } finally {
                    reader.dispose();
                }
            }
        } catch (ModelFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    /** Many large images at once may not fit where each does: what fails for memory is tried again with no other beside it. */
    private Pixels decode() {
        try {
            return attempt(MANY.readLock());
        } catch (OutOfMemoryError e) {
            try {
                return attempt(MANY.writeLock());
            } catch (OutOfMemoryError again) {
                throw tooLarge(again);
            }
        }
    }

    private Pixels attempt(Lock lock) {
        lock.lock();
        try {
            return attempt();
        } finally {
            lock.unlock();
        }
    }

    private Pixels attempt() {
        if (WebpFile.is(bytes)) {
            return webp();
        }
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            ImageReader reader = readerOf(stream);
            try {
                return decode(reader, stream);
            } finally {
                reader.dispose();
            }
        } catch (ModelFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    private Pixels webp() {
        try {
            WebpFile file = WebpFile.of(bytes);
            requireSize(file.width(), file.height());
            return new Pixels(file.width(), file.height(), file.rgb());
        } catch (ModelFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    private void requireSize(int width, int height) {
        if ((long) width * height > Pixels.MAX_PIXELS) {
            throw new ModelFileException("image " + name + " has " + width + "x" + height + " pixels; at most "
                    + Pixels.MAX_PIXELS + " are read. Make it smaller");
        }
    }

    private ModelFileException tooLarge(OutOfMemoryError e) {
        return new ModelFileException(
                "image " + name + " does not fit into Java's memory; make it smaller, or give Java more with -Xmx", e);
    }

    /**
     * What a reader failed with, as a fault of the image.
     *
     * @throws OutOfMemoryError if it was that, which Java's readers hide in an exception of their own
     */
    private ModelFileException damaged(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError scarce) {
                throw scarce;
            }
        }
        return new ModelFileException(
                "image " + name + " is damaged or cut short: " + reason(e)
                        + "; open it in an image viewer, and fetch or save it again",
                e);
    }

    private ImageReader readerOf(ImageInputStream stream) {
        for (Iterator<ImageReader> readers = ImageIO.getImageReaders(stream); readers.hasNext(); ) {
            ImageReader reader = readers.next();
            // Any file that begins with two zero bytes passes for WBMP.
            if (!formatOf(reader).equals("wbmp")) {
                return reader;
            }
        }
        String what = bytes.length == 0
                ? ". It is empty"
                : ForeignContent.of(bytes)
                        .map(kind -> ". It is " + kind.what() + "; " + kind.remedy())
                        .orElse("; convert it, or leave it out");
        throw new ModelFileException(
                "image " + name + " is not in a format that can be read: PNG, JPEG, GIF, BMP or WebP" + what);
    }

    private Pixels decode(ImageReader reader, ImageInputStream stream) throws IOException {
        String format = formatOf(reader);
        if (format.equals("bmp")) {
            requireBitmap();
        }
        reader.setInput(stream, true, !format.equals("gif"));
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        requireSize(width, height);
        if (MEASURED.contains(format) && (long) width * height > PIXELS_PER_BYTE * bytes.length) {
            throw new IIOException(bytes.length + " bytes cannot hold its " + width + "x" + height + " pixels");
        }
        return switch (format) {
            case "jpeg" -> jpeg(reader);
            case "gif" -> gif(reader);
            default -> RgbConversion.of(reader.read(0));
        };
    }

    /** Java's reader makes as much room for what is embedded as the file claims. */
    private void requireBitmap() throws IIOException {
        if (bytes.length >= BMP_COMPRESSION + Integer.BYTES) {
            ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            int compression = header.getInt(BMP_COMPRESSION);
            if (header.getInt(BMP_HEADER_SIZE) >= BMP_SHORTEST_WITH_COMPRESSION
                    && (compression == BMP_JPEG || compression == BMP_PNG)) {
                throw new IIOException("it is a BMP for printers, which holds another image; save it as PNG or JPEG");
            }
        }
    }

    private Pixels jpeg(ImageReader reader) throws IOException {
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        Raster raster = reader.readRaster(0, null);
        // libjpeg fills up what is missing with gray and only warns.
        for (String warning : warnings) {
            if (warning.contains("Truncated") || warning.contains("premature end")) {
                throw new IIOException(warning);
            }
        }
        JpegColors colors = JpegColors.of(bytes, raster.getNumBands());
        Pixels pixels = Pixels.black(raster.getWidth(), raster.getHeight());
        byte[] row = new byte[raster.getWidth() * raster.getNumBands()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getDataElements(0, y, raster.getWidth(), 1, row);
            colors.toRgb(row, raster.getWidth(), pixels.rgb(), y * raster.getWidth() * 3);
        }
        return pixels;
    }

    /** The first picture, which may be smaller than the screen that the file declares, put on that screen. */
    private Pixels gif(ImageReader reader) throws IOException {
        BufferedImage frame = reader.read(0);
        IIOMetadataNode screen =
                find(reader.getStreamMetadata().getAsTree("javax_imageio_gif_stream_1.0"), "LogicalScreenDescriptor");
        IIOMetadataNode image = (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0");
        IIOMetadataNode place = find(image, "ImageDescriptor");
        int left = number(place, "imageLeftPosition");
        int top = number(place, "imageTopPosition");
        int width = Math.max(number(screen, "logicalScreenWidth"), left + frame.getWidth());
        int height = Math.max(number(screen, "logicalScreenHeight"), top + frame.getHeight());
        if (width == frame.getWidth() && height == frame.getHeight()
                || !(frame.getColorModel() instanceof IndexColorModel palette)) {
            return RgbConversion.of(frame);
        }
        if ((long) width * height > Math.min(Pixels.MAX_PIXELS, PIXELS_PER_BYTE * bytes.length)) {
            throw new IIOException("its screen is " + width + "x" + height + " pixels");
        }
        IIOMetadataNode control = find(image, "GraphicControlExtension");
        boolean transparent = control != null && "TRUE".equals(control.getAttribute("transparentColorFlag"));
        int background = transparent ? number(control, "transparentColorIndex") : 0;
        Raster raster = frame.getRaster();
        WritableRaster canvas = palette.createCompatibleWritableRaster(width, height);
        int[] row = new int[width];
        Arrays.fill(row, background);
        for (int y = 0; y < height; y++) {
            canvas.setPixels(0, y, width, 1, row);
        }
        canvas.setRect(left, top, raster);
        return RgbConversion.of(new BufferedImage(palette, canvas, false, null));
    }

    private static IIOMetadataNode find(Node tree, String element) {
        return (IIOMetadataNode)
                ((IIOMetadataNode) tree).getElementsByTagName(element).item(0);
    }

    private static int number(IIOMetadataNode node, String attribute) {
        return Integer.parseInt(node.getAttribute(attribute));
    }

    private static String formatOf(ImageReader reader) {
        return reader.getOriginatingProvider().getFormatNames()[0].toLowerCase(Locale.ROOT);
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? "unexpected end or malformed content" : cause.getMessage();
    }
}

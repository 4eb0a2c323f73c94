package dev.graft.backbones.image;

import dev.graft.backbones.image.raster.Pixels;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.InputFile;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads image files: PNG, JPEG, GIF and WebP (the first picture) and BMP, and whatever else the Java runtime has a plug-in for.
 *
 * <p>The result is what {@code PIL.Image.open(file).convert("RGB")} gives, and so what the vision encoders were trained
 * on: alpha is dropped, not blended; colour profiles and the orientation that a camera noted (EXIF) are not applied.
 */
public final class Images {
    private static final int MAX_BYTES = 1 << 29;

    private Images() {}

    /**
     * The picture of a file, of type {@link BufferedImage#TYPE_3BYTE_BGR}.
     *
     * @throws ModelFileException naming the file, if it is missing, unreadable, not an image, damaged or cut short, or of
     *     more than 178,956,970 pixels (Pillow's limit)
     */
    public static BufferedImage read(Path file) {
        return toBufferedImage(pixels(file));
    }

    /** The picture of an image file's bytes; errors as of {@link #read(Path)}, calling it {@code name}. */
    public static BufferedImage read(byte[] bytes, String name) {
        return toBufferedImage(ImageDecoder.decode(name, bytes));
    }

    static Pixels pixels(Path file) {
        return ImageDecoder.decode(file.toString(), bytes(file));
    }

    private static byte[] bytes(Path file) {
        if (Files.isDirectory(file)) {
            throw new ModelFileException("image " + file + " is a folder; give a file");
        }
        if (Files.notExists(file)) {
            throw new ModelFileException("image " + file + " does not exist; check the path, and which folder relative"
                    + " paths start from");
        }
        return InputFile.read(file, MAX_BYTES);
    }

    private static BufferedImage toBufferedImage(Pixels pixels) {
        BufferedImage image = new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_3BYTE_BGR);
        image.getRaster().setDataElements(0, 0, pixels.width(), pixels.height(), pixels.rgb());
        return image;
    }
}

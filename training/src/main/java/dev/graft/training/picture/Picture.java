package dev.graft.training.picture;

import dev.graft.tensors.files.AtomicFiles;
import java.awt.AWTError;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/** PNG files of what is drawn, on machines that can draw. */
final class Picture {
    private Picture() {}

    /**
     * Draws and writes an image, whole or not at all.
     *
     * @param what is drawn, for the message
     * @throws IllegalStateException if this machine cannot draw; a reason to go on without a picture, not to stop
     */
    static void write(String what, Path file, Supplier<BufferedImage> drawing) {
        AtomicFiles.write(file, png(what, drawing));
    }

    private static byte[] png(String what, Supplier<BufferedImage> drawing) {
        try {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(drawing.get(), "png", png);
            return png.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LinkageError | InternalError | AWTError | RuntimeException e) {
            // What the platform throws where it finds no font library, no font or no display, as in bare containers.
            throw new IllegalStateException(
                    what + " cannot be drawn on this machine: " + e
                            + "; it needs fontconfig and a font such as DejaVu, and -Djava.awt.headless=true where"
                            + " DISPLAY names no display",
                    e);
        }
    }
}

package dev.graft.testsupport;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures that follow from a formula, so that a program in Python makes the same ones. */
public final class FormulaImages {
    private static final int SIDE = 16;

    private FormulaImages() {}

    /** Writes pictures 0.png, 1.png and so on. */
    public static List<Path> write(Path folder, int count) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            files.add(write(folder, n, SIDE, SIDE));
        }
        return files;
    }

    /**
     * Writes picture {@code n}, as n.png. The value at (x, y) of channel c is {@code (37n + (3 + n)x + (7 + 2n)y + 50c + xy) mod 256}.
     */
    public static Path write(Path folder, int n, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = 37 * n + (3 + n) * x + (7 + 2 * n) * y + x * y;
                image.setRGB(x, y, (red % 256 << 16) + ((red + 50) % 256 << 8) + (red + 100) % 256);
            }
        }
        Path file = Files.createDirectories(folder).resolve(n + ".png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}

package dev.graft.training.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.ImageRef;
import dev.graft.training.progress.Example;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleSheetTest {
    @TempDir
    private Path folder;

    @Test
    void showsEveryImageAndWhichAnswersAreRight() throws IOException {
        Example right = new Example(image("a.png", Color.BLUE), "what is it?", "a sea", List.of("a sea", "sea"));
        String question = "what can be seen, if one looks for a long time, in this picture of one colour? ".repeat(4);
        Example wrong = new Example(image("b.png", Color.YELLOW), question, "sand", List.of("a canary"));
        assertTrue(right.isRight() && !wrong.isRight());
        Path file = folder.resolve("sheet.png");

        ExampleSheet.write(List.of(right, right, wrong, right, right), file);
        BufferedImage five = ImageIO.read(file.toFile());
        ExampleSheet.write(List.of(right), file);
        BufferedImage one = ImageIO.read(file.toFile());

        assertTrue(five.getWidth() > 3 * one.getWidth(), "four in a row");
        assertTrue(count(five, Color.BLUE) >= 4 * count(one, Color.BLUE));
        assertTrue(count(five, Color.YELLOW) > 10_000);
        assertTrue(count(five, ExampleSheet.WRONG) > 0 && count(five, ExampleSheet.RIGHT) > 0);
        assertEquals(0, count(one, ExampleSheet.WRONG));
    }

    @Test
    void nothingToDrawIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ExampleSheet.write(List.of(), folder.resolve("x.png")));
    }

    private ImageRef image(String name, Color color) throws IOException {
        BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 600; i++) {
            image.setRGB(i % 30, i / 30, color.getRGB());
        }
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return ImageRef.of(name, file);
    }

    private static int count(BufferedImage image, Color color) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += image.getRGB(x, y) == color.getRGB() ? 1 : 0;
            }
        }
        return count;
    }
}

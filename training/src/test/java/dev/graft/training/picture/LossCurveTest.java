package dev.graft.training.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import dev.graft.training.progress.MetricsLog;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossCurveTest {
    @TempDir
    Path folder;

    @Test
    void fallingLossFallsInThePicture() throws IOException {
        Path metrics = folder.resolve("metrics.jsonl");
        Random noise = new Random(1);
        try (MetricsLog log = MetricsLog.open(metrics, 0)) {
            for (int step = 1; step <= 5000; step++) {
                double loss = 4 * Math.exp(-step / 1000.0) + 0.2;
                log.write(
                        step, "train", Map.of("loss", loss * (0.8 + 0.4 * noise.nextDouble()), "learning_rate", 1e-3));
                if (step % 500 == 0) {
                    log.write(step, "validation", Map.of("loss", loss + 0.1, "accuracy", 1 - loss / 5));
                }
            }
            log.write(5001, "train", Map.of("loss", Double.NaN));
        }
        Path png = folder.resolve("loss.png");
        LossCurve.write(metrics, png);
        BufferedImage image = ImageIO.read(png.toFile());
        assertEquals(1000, image.getWidth());
        assertEquals(600, image.getHeight());
        double left = meanRow(image, LossCurve.TRAINING, 0, 250);
        double right = meanRow(image, LossCurve.TRAINING, 600, 900);
        assertTrue(right > left + 100, "rows " + left + " and " + right + " from above");
        assertTrue(meanRow(image, LossCurve.VALIDATION, 0, 1000) > 0);
        assertTrue(meanRow(image, LossCurve.RAW, 0, 1000) > 0);
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count(), "no temporary file is left");
        }
    }

    @Test
    void oneStepIsEnoughAndNoneIsNot() throws IOException {
        Path metrics = folder.resolve("metrics.jsonl");
        try (MetricsLog log = MetricsLog.open(metrics, 0)) {
            Path png = folder.resolve("loss.png");
            assertThrows(InvalidInputException.class, () -> LossCurve.write(metrics, png));
            log.write(1, "train", Map.of("loss", 3.0));
            LossCurve.write(metrics, png);
            assertEquals(1000, ImageIO.read(png.toFile()).getWidth());
        }
    }

    @Test
    void smoothingKeepsALevelAndThinningTheEnds() {
        double[] steps = new double[5003];
        double[] level = new double[5003];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = i + 1;
            level[i] = 2;
        }
        Curve smoothed = new Curve(steps, level).smoothed();
        assertArrayEquals(level, smoothed.values(), 1e-12);
        Curve thinned = smoothed.thinned();
        assertTrue(thinned.steps().length <= 2001, "points: " + thinned.steps().length);
        assertEquals(1, thinned.steps()[0]);
        assertEquals(5003, thinned.steps()[thinned.steps().length - 1]);
    }

    /** Mean distance from above of the pixels of a colour between two columns; fails where there is none. */
    private static double meanRow(BufferedImage image, Color color, int from, int to) {
        long sum = 0;
        long count = 0;
        for (int x = from; x < to; x++) {
            for (int y = 0; y < image.getHeight() - 60; y++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == (color.getRGB() & 0xFFFFFF)) {
                    sum += y;
                    count++;
                }
            }
        }
        assertTrue(count > 0, "no pixel of " + color);
        return (double) sum / count;
    }
}

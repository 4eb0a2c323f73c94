package dev.graft.backbones.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** An image that fits into the memory is read, however many others are at the same time. */
class ScarceMemoryTest {
    private static final int SIDE = 1500;
    private static final int IMAGES = 24;

    @Test
    void largeImagesAreReadAtOnceWhereAllDoNotFit() throws Exception {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx80m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-Djava.util.concurrent.ForkJoinPool.common.parallelism=8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScarceMemoryTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), said);
    }

    /** Decodes one image many times at once. */
    public static void main(String[] arguments) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB), "png", png);
        byte[] bytes = png.toByteArray();
        IntStream.range(0, IMAGES).parallel().forEach(i -> ImageDecoder.decode("image " + i, bytes));
    }
}

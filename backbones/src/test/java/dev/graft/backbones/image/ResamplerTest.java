package dev.graft.backbones.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.image.raster.CropWindow;
import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import dev.graft.backbones.image.raster.ResampleFilter;
import dev.graft.backbones.image.raster.Resampler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class ResamplerTest {
    @Test
    void everyFilterEqualsPillowBitForBit() throws IOException {
        int cases = 0;
        for (String line : reference()) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] field = line.split(" ");
            Pixels image = TestPattern.of(field[0], Integer.parseInt(field[1]), Integer.parseInt(field[2]));
            ResampleFilter filter =
                    ResampleFilter.ofCode(Integer.parseInt(field[5])).orElseThrow();
            Pixels resized = Resampler.resize(image, Integer.parseInt(field[3]), Integer.parseInt(field[4]), filter);
            CRC32 crc = new CRC32();
            crc.update(resized.rgb());
            assertEquals(field[6], String.format("%08x", crc.getValue()), line);
            cases++;
        }
        assertEquals(240, cases);
    }

    @Test
    void aWindowIsThatPartOfTheWholePicture() {
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            Pixels image = TestPattern.of("noise", 1 + random.nextInt(40), 1 + random.nextInt(40));
            int width = 1 + random.nextInt(60);
            int height = 1 + random.nextInt(60);
            CropWindow window = new CropWindow(
                    random.nextInt(80) - 20, random.nextInt(80) - 20, 1 + random.nextInt(40), 1 + random.nextInt(40));
            ResampleFilter filter = ResampleFilter.values()[random.nextInt(6)];
            Pixels whole = Resampler.resize(image, width, height, filter);
            assertArrayEquals(
                    whole.window(window).rgb(),
                    Resampler.resize(image, width, height, filter, window).rgb(),
                    filter + " to " + width + "x" + height + " " + window);
        }
    }

    @Test
    void theMiddleOfAVeryLongPictureIsCheap() {
        Pixels strip = TestPattern.of("noise", 1, 100_000);
        long start = System.nanoTime();
        Pixels middle = Resampler.resize(
                strip,
                224,
                22_400_000,
                ResampleFilter.BICUBIC,
                CropWindow.center(new ImageSize(224, 22_400_000), ImageSize.square(224)));
        assertEquals(224, middle.height());
        assertTrue(System.nanoTime() - start < 2_000_000_000L);
    }

    private static List<String> reference() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                ResamplerTest.class.getResourceAsStream("pillow_resize.txt"), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}

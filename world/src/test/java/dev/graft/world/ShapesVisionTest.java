package dev.graft.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vision encoder that Graft carries comes in by the same door as any other, and stays what it was. */
class ShapesVisionTest {
    private static final String SHA256 = "015b3a4e36acf6c5bb3a1f004bb52f0e4a47aa90c3c55b5784ac8bcde0b9ee6c";

    @Test
    void opensLikeAnyOtherAndIsFrozen(@TempDir Path cache) {
        Path folder = EmbeddedBackbone.SHAPES_VISION.unpack(cache);
        ImageProcessor processor = ImageProcessor.load(folder);
        try (VisionEncoder encoder = VisionEncoder.open(folder, VisionFeatures.LAST, SessionConfig.DEFAULT)) {
            Tensor pixels = processor.process(new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB));
            assertArrayEquals(new long[] {1, 3, 64, 64}, pixels.shape());
            assertArrayEquals(new long[] {1, 65, 128}, encoder.encode(pixels).shape());
            assertEquals(SHA256, encoder.sha256());
        }
    }
}

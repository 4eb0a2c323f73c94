package dev.graft.backbones.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features against what PyTorch computed for the same exports. */
class VisionEncoderTest {
    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest
    @CsvSource({
        "fixtures/backbones/vit, last, last_hidden_state",
        "fixtures/backbones/vit, layer:-2, penultimate",
        "fixtures/backbones/vit, layer:2, penultimate",
        "fixtures/backbones/clip_vision, last, last_hidden_state",
        "fixtures/backbones/clip_vision, layer:-2, penultimate",
        "fixtures/backbones/resnet, last, last_hidden_state",
        "backbones/mobilenet-v2, last, last_hidden_state",
        "backbones/mobilenet-v2, pooled, pooler_output",
    })
    void equalPyTorch(String folder, String features, String reference) {
        Path path = SharedData.path(folder);
        Map<String, Tensor> golden = Safetensors.read(path.resolve("golden.safetensors"));
        try (VisionEncoder encoder = open(path, features)) {
            Tensor found = encoder.encode(golden.get("pixel_values"));
            Tensor expected = asTokens(golden.get(reference));
            assertArrayEquals(expected.shape(), found.shape());
            assertEquals(expected.dim(2), encoder.width());
            assertTrue(relativeError(expected, found) < TOLERANCE, () -> "error " + relativeError(expected, found));
        }
    }

    @Test
    void droppingTheClassTokenLeavesThePatches() {
        Path path = SharedData.path("fixtures/backbones/vit");
        Tensor pixels = Safetensors.read(path.resolve("golden.safetensors")).get("pixel_values");
        try (VisionEncoder all = open(path, "layer:-2");
                VisionEncoder patches = open(path, "layer:-2,patches")) {
            assertEquals(17, all.tokens());
            assertEquals(16, patches.tokens());
            float[] with = all.encode(pixels).toFloatArray();
            float[] without = patches.encode(pixels).toFloatArray();
            for (int i = 0; i < without.length; i++) {
                int row = i / (16 * 48);
                assertEquals(with[(row + 1) * 48 + i], without[i]);
            }
        }
    }

    /** Pixels need nothing but how pictures are prepared, and come in reading order. */
    @Test
    void pixelsAreFeatures(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("preprocessor_config.json");
        Files.writeString(file, "{\"size\": {\"height\": 2, \"width\": 3}}");
        try (VisionEncoder encoder = open(folder, "pixels")) {
            assertEquals(6, encoder.tokens());
            assertEquals(3, encoder.width());
            float[] channels = {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26};
            float[] pixels = {1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24, 5, 15, 25, 6, 16, 26};
            Tensor found = encoder.encode(Tensor.of(channels, 1, 3, 2, 3));
            assertArrayEquals(new long[] {1, 6, 3}, found.shape());
            assertArrayEquals(pixels, found.toFloatArray());
            assertEquals(ImageProcessor.load(folder).sha256(), encoder.sha256());
        }
        Files.writeString(file, "{\"size\": {\"shortest_edge\": 2}}");
        String message = assertThrows(ModelFileException.class, () -> open(folder, "pixels"))
                .getMessage();
        assertTrue(message.contains("need pictures of one size"), message);
    }

    private static VisionEncoder open(Path path, String features) {
        return VisionEncoder.open(path, VisionFeatures.parse(features), SessionConfig.DEFAULT);
    }

    /** {@code [batch, tokens, width]} from a sequence, a feature map or a vector. */
    private static Tensor asTokens(Tensor reference) {
        if (reference.rank() == 3) {
            return reference;
        }
        long batch = reference.dim(0);
        long width = reference.dim(1);
        long places = reference.size() / batch / width;
        float[] values = reference.toFloatArray();
        float[] tokens = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int place = (int) (i % places);
            int channel = (int) (i / places % width);
            int image = (int) (i / places / width);
            tokens[(int) ((image * places + place) * width + channel)] = values[i];
        }
        return Tensor.of(tokens, batch, places, width);
    }

    private static double relativeError(Tensor expected, Tensor found) {
        float[] a = expected.toFloatArray();
        float[] b = found.toFloatArray();
        double difference = 0;
        double size = 0;
        for (int i = 0; i < a.length; i++) {
            difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
            size = Math.max(size, Math.abs(a[i]));
        }
        return difference / size;
    }
}

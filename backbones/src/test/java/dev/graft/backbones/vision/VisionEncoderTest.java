package dev.graft.backbones.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.Closeness;
import dev.graft.testsupport.GoldenFile;
import dev.graft.testsupport.GoldenTensor;
import dev.graft.testsupport.SharedData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Features against what PyTorch computed for the same exports. */
class VisionEncoderTest {
    private static final Closeness EQUAL = Closeness.ofLargest(1e-4);

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
        check(SharedData.path(folder), features, reference);
    }

    @ParameterizedTest
    @CsvSource({
        "vit, last, last_hidden_state",
        "vit, layer:-2, penultimate",
        "vit, layer:1, penultimate",
        "vit, pooled, pooler_output",
        "clip_vision, last, last_hidden_state",
        "clip_vision, layer:-2, penultimate",
        "clip_vision, pooled, pooler_output",
        "resnet, last, last_hidden_state",
        "resnet, pooled, pooler_output",
    })
    void ourOwnEqualPyTorch(String name, String features, String reference) {
        check(Checkout.tiny(name), features, reference);
    }

    private static void check(Path path, String features, String reference) {
        GoldenFile golden = GoldenFile.read(path.resolve("golden.safetensors"));
        GoldenTensor pixels = golden.get("pixel_values");
        try (VisionEncoder encoder = open(path, features)) {
            Tensor found = encoder.encode(Tensor.of(pixels.floats(), pixels.shape()));
            Tensor expected = asTokens(golden.get(reference));
            assertArrayEquals(expected.shape(), found.shape());
            assertEquals(expected.dim(2), encoder.width());
            EQUAL.check(reference, found.shape(), expected.toFloatArray(), found.toFloatArray());
        }
    }

    @Test
    void droppingTheClassTokenLeavesThePatches() {
        Path path = Checkout.tiny("vit");
        Tensor pixels = Safetensors.read(path.resolve("golden.safetensors")).get("pixel_values");
        try (VisionEncoder all = open(path, "layer:-2");
                VisionEncoder patches = open(path, "layer:-2,patches")) {
            assertEquals(5, all.tokens());
            assertEquals(4, patches.tokens());
            float[] with = all.encode(pixels).toFloatArray();
            float[] without = patches.encode(pixels).toFloatArray();
            for (int i = 0; i < without.length; i++) {
                int row = i / (4 * 16);
                assertEquals(with[(row + 1) * 16 + i], without[i]);
            }
        }
    }

    /** The vectors of ViP-LLaVA: those of several layers, one behind the other, each without its class token. */
    @Test
    void severalLayersAreJoinedVectorByVector() {
        Path path = Checkout.tiny("vit");
        Tensor pixels = Safetensors.read(path.resolve("golden.safetensors")).get("pixel_values");
        List<String> layers = List.of("layer:-2", "layer:0", "layer:-1");
        assertEquals(
                "layer:-2/0/-1,patches",
                VisionFeatures.parse("layer:-2/0/-1,patches").toString());
        try (VisionEncoder joined = open(path, "layer:-2/0/-1,patches")) {
            Tensor found = joined.encode(pixels);
            assertEquals(48, joined.width());
            assertEquals(4, joined.tokens());
            assertArrayEquals(new long[] {pixels.dim(0), 4, 48}, found.shape());
            float[] all = found.toFloatArray();
            for (int layer = 0; layer < layers.size(); layer++) {
                try (VisionEncoder alone = open(path, layers.get(layer) + ",patches")) {
                    float[] expected = alone.encode(pixels).toFloatArray();
                    for (int i = 0; i < expected.length; i++) {
                        assertEquals(expected[i], all[i / 16 * 48 + layer * 16 + i % 16], 1e-6f);
                    }
                }
            }
        }
    }

    /** DINOv2 was trained with 518 pixels, which config.json says, and is used with 224, which the preparation says. */
    @Test
    void theSizeOfPreparedImagesComesBeforeThatOfTheTraining(@TempDir Path folder) throws IOException {
        Path dino = Checkout.tiny("dinov2");
        Files.copy(dino.resolve("config.json"), folder.resolve("config.json"));
        Files.copy(dino.resolve("onnx/model.onnx"), folder.resolve("model.onnx"));
        try (VisionEncoder encoder = open(folder, "last")) {
            assertEquals(1 + 3 * 3, encoder.tokens());
        }
        Files.writeString(folder.resolve("preprocessor_config.json"), """
                        {"do_resize": true, "size": {"height": 20, "width": 16}, "do_center_crop": false}""");
        try (VisionEncoder encoder = open(folder, "last,patches")) {
            assertEquals(5 * 4, encoder.tokens());
            assertArrayEquals(new long[] {3, 20, 16}, encoder.imageShape());
        }
    }

    @Test
    void imagesThatTheFileCannotTakeAreRefusedBeforeAnyIsRead(@TempDir Path folder) throws IOException {
        ImageProcessor right = ImageProcessor.load(Checkout.tiny("vit"));
        Files.writeString(folder.resolve("preprocessor_config.json"), """
                        {"do_resize": true, "size": {"height": 20, "width": 16}, "do_center_crop": false}""");
        ImageProcessor other = ImageProcessor.load(folder);
        try (VisionEncoder fixed = open(Checkout.tiny("vit"), "last");
                VisionEncoder free = open(Checkout.tiny("dinov2"), "last")) {
            fixed.requireImagesOf(right);
            free.requireImagesOf(other);
            String message = assertThrows(ModelFileException.class, () -> fixed.requireImagesOf(other))
                    .getMessage();
            assertTrue(message.contains("16 x 16 pixels") && message.contains("20 x 16"), message);
        }
    }

    /** Rectangles keep their proportions, and no picture need be read to see it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'size': {'shortest_edge': 16}}                                                | false",
                "{'size': {'shortest_edge': 16, 'longest_edge': 32}}                            | false",
                "{'image_processor_type': 'CLIPImageProcessor', 'size': 16, 'do_center_crop': false} | false",
                "{'image_processor_type': 'GLPNImageProcessor', 'size_divisor': 16}             | false",
                "{'image_processor_type': 'CLIPImageProcessor', 'size': 16, 'crop_size': 16}    | true",
                "{'size': {'shortest_edge': 16}, 'do_pad': true, 'pad_size': {'height': 16, 'width': 16}} | true",
                "{'image_processor_type': 'LlavaImageProcessor', 'do_pad': true, 'size': {'shortest_edge': 16},"
                        + " 'do_center_crop': false, 'image_mean': [0.5, 0.5, 0.5]}             | true",
                "{'size': {'height': 16, 'width': 16}, 'do_pad': true}                          | true",
                "{'size': {'height': 16, 'width': 16}, 'do_pad': true, 'size_divisor': 8}       | true",
                "{'size': {'shortest_edge': 20}, 'crop_size': 16, 'do_pad': true}               | true",
                "{'size': {'shortest_edge': 16}, 'do_pad': true}                                | false",
                "{'do_resize': false}                                                           | true"
            })
    void picturesOfManyShapesAreFoundOnOpening(String config, boolean fits, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), config.replace('\'', '"'));
        ImageProcessor processor = ImageProcessor.load(folder);
        try (VisionEncoder fixed = open(Checkout.tiny("vit"), "last");
                VisionEncoder free = open(Checkout.tiny("dinov2"), "last")) {
            free.requireImagesOf(processor);
            if (fits) {
                fixed.requireImagesOf(processor);
                return;
            }
            String message = assertThrows(ModelFileException.class, () -> fixed.requireImagesOf(processor))
                    .getMessage();
            assertTrue(message.contains("16 x 16 pixels and no others") && message.contains("do_center_crop"), message);
        }
    }

    /** Neither a size of height and width nor its own edges make one size of what a processor leaves in its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'image_processor_type': 'Qwen2VLImageProcessor', 'size': {'height': 16, 'width': 16}}",
                "{'image_processor_type': 'Qwen2VLImageProcessor', 'min_pixels': 784, 'max_pixels': 3136}",
                "{'image_processor_type': 'PixtralImageProcessor', 'size': {'longest_edge': 16}, 'patch_size': 8}"
            })
    void whatKeepsItsOwnSizeIsNotToldToBeResized(String config, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), config.replace('\'', '"'));
        ImageProcessor whole = ImageProcessor.load(folder);
        try (VisionEncoder fixed = open(Checkout.tiny("vit"), "last");
                VisionEncoder free = open(Checkout.tiny("dinov2"), "last")) {
            for (ImageProcessor processor : List.of(whole, whole.limited("all", grid -> true))) {
                free.requireImagesOf(processor);
                String message = assertThrows(ModelFileException.class, () -> fixed.requireImagesOf(processor))
                        .getMessage();
                assertTrue(message.contains("of many sizes: it leaves each in nearly its own"), message);
                assertTrue(message.endsWith("or export the encoder with dynamic height and width"), message);
                assertFalse(message.contains("do_center_crop"), message);
            }
        }
    }

    /** Zeros beside pictures of one size make another size of it, which is the same for all of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'size': {'height': 16, 'width': 16}, 'do_pad': true, 'size_divisor': 32}          | 32 x 32",
                "{'size': {'shortest_edge': 20}, 'crop_size': [16, 20], 'do_pad': true, 'size_divisor': 8} | 16 x 24",
                "{'size': {'height': 16, 'width': 16}, 'do_pad': true, 'pad_size': [16, 24]}        | 16 x 24"
            })
    void paddingMakesOneSizeOfOneSize(String config, String made, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), config.replace('\'', '"'));
        ImageProcessor processor = ImageProcessor.load(folder);
        Tensor pictures = processor.process(new BufferedImage(40, 23, BufferedImage.TYPE_INT_RGB));
        assertEquals(made, pictures.dim(2) + " x " + pictures.dim(3));
        try (VisionEncoder fixed = open(Checkout.tiny("vit"), "last")) {
            String message = assertThrows(ModelFileException.class, () -> fixed.requireImagesOf(processor))
                    .getMessage();
            assertTrue(message.contains("preprocessor_config.json makes them " + made + ";"), message);
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

    /** The layers of ResNet are maps, each of half the height and width of the one before. */
    @Test
    void layersOfDifferentSizesAreNotJoined() {
        String refusal = assertThrows(ModelFileException.class, () -> open(Checkout.tiny("resnet"), "layer:-1/-2"))
                .getMessage();
        assertTrue(refusal.contains("choose one layer"), refusal);
    }

    private static VisionEncoder open(Path path, String features) {
        return VisionEncoder.open(path, VisionFeatures.parse(features), SessionConfig.DEFAULT);
    }

    /** {@code [batch, tokens, width]} from a sequence, a feature map or a vector. */
    private static Tensor asTokens(GoldenTensor reference) {
        float[] values = reference.floats();
        long[] shape = reference.shape();
        if (shape.length == 3) {
            return Tensor.of(values, shape);
        }
        long batch = shape[0];
        long width = shape[1];
        long places = reference.size() / batch / width;
        float[] tokens = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int place = (int) (i % places);
            int channel = (int) (i / places % width);
            int image = (int) (i / places / width);
            tokens[(int) ((image * places + place) * width + channel)] = values[i];
        }
        return Tensor.of(tokens, batch, places, width);
    }
}

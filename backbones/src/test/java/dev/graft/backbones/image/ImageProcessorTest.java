package dev.graft.backbones.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.SharedData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageProcessorTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    static Stream<JsonNode> cases() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        try (InputStream stream = ImageProcessorTest.class.getResourceAsStream("image_processors.jsonl")) {
            for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                cases.add(JSON.readTree(line));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesEqualThoseOfHuggingFaceBitForBit(JsonNode expected) throws IOException {
        if (!expected.get("model_type").isNull()) {
            Files.writeString(folder.resolve("config.json"), "{\"model_type\": " + expected.get("model_type") + "}");
        }
        ImageProcessor processor = processor(expected.get("config").toString());
        List<BufferedImage> pictures = new ArrayList<>();
        expected.get("pictures")
                .forEach(p -> pictures.add(picture(
                        p.get(0).textValue(), p.get(1).intValue(), p.get(2).intValue())));
        Tensor values = processor.process(pictures.toArray(BufferedImage[]::new));
        assertEquals(
                expected.get("shape").toString(),
                Arrays.toString(values.shape()).replace(" ", ""));
        assertEquals(expected.get("crc").textValue(), crc(values), expected.toString());
        processor.outputSize().ifPresent(size -> {
            assertEquals(values.dim(2), size[0]);
            assertEquals(values.dim(3), size[1]);
        });
    }

    @Test
    void theRealModelsPicturesGetTheirRealValues() {
        ImageProcessor processor = ImageProcessor.load(SharedData.path("backbones/mobilenet-v2"));
        Path images = SharedData.path("data/easy-vqa/train/images");
        Tensor values = processor.process(images.resolve("0.png"), images.resolve("1.png"), images.resolve("2.png"));
        assertArrayEquals(new long[] {3, 3, 224, 224}, values.shape());
        assertEquals("f2732018", crc(values), "what AutoImageProcessor of transformers 5.18 gives for the same files");
        assertArrayEquals(new int[] {224, 224}, processor.outputSize().orElseThrow());
        assertEquals(
                "rgb8 resize=ShortestEdge[edge=256]/BILINEAR crop=[224x224] scale=0.00392156862745098"
                        + " mean=[0.5, 0.5, 0.5] std=[0.5, 0.5, 0.5]",
                processor.fingerprint());
        for (String name : List.of("vit", "clip_vision", "resnet")) {
            ImageProcessor tiny = ImageProcessor.load(SharedData.path("fixtures/backbones/" + name));
            assertArrayEquals(new int[] {32, 32}, tiny.outputSize().orElseThrow(), name);
        }
    }

    @Test
    void theFingerprintDiffersExactlyWhenTheProcessingDoes() throws IOException {
        String a =
                processor("{\"image_processor_type\": \"ViTImageProcessor\"}").fingerprint();
        String same = processor("{\"image_processor_type\": \"ViTImageProcessor\", \"size\": 224, \"resample\": 2,"
                        + " \"processor_class\": \"X\"}")
                .fingerprint();
        assertEquals(a, same);
        for (String change : List.of(
                "\"size\": 225",
                "\"resample\": 3",
                "\"do_rescale\": false",
                "\"do_normalize\": false",
                "\"image_std\": [0.5, 0.5, 0.25]",
                "\"do_flip_channel_order\": true",
                "\"do_pad\": true",
                "\"do_center_crop\": true, \"crop_size\": 100",
                "\"do_resize\": false",
                "\"rescale_factor\": 0.5")) {
            assertNotEquals(
                    a,
                    processor("{\"image_processor_type\": \"ViTImageProcessor\", " + change + "}")
                            .fingerprint(),
                    change);
        }
    }

    @Test
    void processorConfigTakesPrecedence() throws IOException {
        Files.writeString(
                folder.resolve("processor_config.json"),
                "{\"processor_class\": \"P\", \"image_processor\": {\"size\": 8, \"image_mean\": 0, \"image_std\": 1}}");
        assertArrayEquals(
                new int[] {8, 8}, processor("{\"size\": 9}").outputSize().orElseThrow());
        Files.writeString(folder.resolve("processor_config.json"), "{\"processor_class\": \"P\"}");
        assertArrayEquals(
                new int[] {9, 9}, processor("{\"size\": 9}").outputSize().orElseThrow());
    }

    @Test
    void channelsAreFlippedAndABatchIsPaddedToAMultiple() throws IOException {
        String plain = "{\"do_resize\": false, \"do_rescale\": false";
        Tensor rgb = processor(plain + "}").process(picture("noise", 3, 2));
        Tensor bgr = processor(plain + ", \"do_flip_channel_order\": true}").process(picture("noise", 3, 2));
        for (int i = 0; i < 18; i++) {
            assertEquals(rgb.floats().get(i), bgr.floats().get((2 - i / 6) * 6 + i % 6));
        }
        Tensor padded = processor(plain + ", \"do_pad\": true, \"size_divisor\": 4}")
                .process(picture("noise", 3, 2), picture("noise", 5, 1));
        assertArrayEquals(new long[] {2, 3, 4, 8}, padded.shape());
        assertEquals(rgb.floats().get(4), padded.floats().get(9));
        assertEquals(0, padded.floats().get(3));
    }

    @Test
    void picturesThatCannotShareABatchOrHaveNoSizeAreRefused() throws IOException {
        ImageProcessor free = processor("{\"size\": {\"shortest_edge\": 8}}");
        assertEquals(
                "the pictures come out in different sizes, 8x8 and up to 16x8, because preprocessor_config.json does not"
                        + " fix one; process them one by one",
                assertThrows(
                                InvalidInputException.class,
                                () -> free.process(picture("noise", 5, 5), picture("noise", 10, 5)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> free.process(new Path[0]));
        ImageProcessor box = processor("{\"size\": {\"max_height\": 8, \"max_width\": 8}}");
        assertTrue(assertThrows(InvalidInputException.class, () -> box.process(picture("noise", 100, 5)))
                .getMessage()
                .startsWith("a picture so narrow or small cannot be resized: it would get 8x0 pixels"));
    }

    @Test
    void manyThreadsGetTheSameValues() throws IOException {
        ImageProcessor processor = processor("{\"image_processor_type\": \"CLIPImageProcessor\"}");
        Path file = folder.resolve("picture.png");
        ImageIO.write(picture("noise", 80, 60), "png", file.toFile());
        String alone = crc(processor.process(file));
        assertTrue(IntStream.range(0, 32)
                .parallel()
                .allMatch(i -> crc(processor.process(file)).equals(alone)));
    }

    private ImageProcessor processor(String config) throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), config);
        return ImageProcessor.load(folder);
    }

    private static BufferedImage picture(String kind, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        image.getRaster()
                .setDataElements(
                        0, 0, width, height, TestPattern.of(kind, width, height).rgb());
        return image;
    }

    private static String crc(Tensor values) {
        ByteBuffer bytes = ByteBuffer.allocate((int) values.size() * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values.floats());
        CRC32 crc = new CRC32();
        crc.update(bytes.array());
        return String.format("%08x", crc.getValue());
    }
}

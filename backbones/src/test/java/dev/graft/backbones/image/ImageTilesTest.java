package dev.graft.backbones.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbones.image.raster.Pixels;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
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
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageTilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    static Stream<JsonNode> cases() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        try (InputStream stream = ImageTilesTest.class.getResourceAsStream("image_tiles.jsonl")) {
            for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                cases.add(JSON.readTree(line));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tilesEqualThoseOfHuggingFaceBitForBit(JsonNode expected) throws IOException {
        if (!expected.get("model_type").isNull()) {
            Files.writeString(folder.resolve("config.json"), "{\"model_type\": " + expected.get("model_type") + "}");
        }
        ImageProcessor own = processor(expected.get("config").toString());
        boolean square = expected.path("square").asBoolean(false);
        ImageProcessor processor = square ? own.squared() : own;
        JsonNode picture = expected.get("picture");
        int width = picture.get(1).intValue();
        int height = picture.get(2).intValue();
        PreparedImage made = processor.prepare(picture(picture.get(0).textValue(), width, height));
        assertEquals(
                expected.get("shape").toString(),
                Arrays.toString(made.pixels().shape()).replace(" ", ""));
        assertEquals(expected.get("crc").textValue(), crc(made.pixels()), expected.toString());
        JsonNode grid = expected.get("grid");
        assertEquals(
                new TileGrid(
                        grid.get(0).intValue(),
                        grid.get(1).intValue(),
                        grid.get(2).booleanValue(),
                        width,
                        height,
                        square),
                made.grid());
        assertEquals(made.grid(), processor.grid(width, height));
    }

    /** A folder of the text alone, as a model keeps it, does the same as the folder that it came from. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "internvl | {\"size\": {\"height\": 28, \"width\": 28}}",
                "idefics3 | {\"do_image_splitting\": true}"
            })
    void theConfigurationAloneDoesTheSame(String modelType, String config) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"" + modelType + "\"}");
        String fingerprint = processor(config).fingerprint();
        String alone = ImageProcessor.configuration(folder);
        Files.delete(folder.resolve("config.json"));
        assertEquals(fingerprint, processor(alone).fingerprint());
        assertTrue(fingerprint.contains("tiles="), fingerprint);
    }

    @Test
    void picturesThatAreCutAreNotTakenForWholeOnes() throws IOException {
        ImageProcessor processor = processor("{\"image_processor_type\": \"Idefics3ImageProcessor\"}");
        InvalidInputException e =
                assertThrows(InvalidInputException.class, () -> processor.process(picture("noise", 40, 30)));
        assertTrue(e.getMessage().contains("tiles"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"image_processor_type\": \"CLIPImageProcessor\", \"image_grid_pinpoints\": [[28, 28]]|image_grid_pinpoints",
                "\"image_processor_type\": \"LlavaNextImageProcessor\", \"image_grid_pinpoints\": [28, 28]|image_grid_pinpoints",
                "\"image_processor_type\": \"LlavaNextImageProcessor\", \"image_grid_pinpoints\": []|image_grid_pinpoints",
                "\"image_processor_type\": \"GotOcr2ImageProcessor\", \"crop_to_patches\": true,"
                        + " \"min_patches\": 9, \"max_patches\": 3|max_patches",
                "\"image_processor_type\": \"Idefics3ImageProcessor\", \"size\": {\"shortest_edge\": 28}|size",
                "\"image_processor_type\": \"Idefics3ImageProcessor\", \"max_image_size\": {\"edge\": 28}|longest_edge",
                "\"image_processor_type\": \"CLIPImageProcessor\", \"size\": {\"longest_edge\": 28}|size",
            })
    void whatIsMeantForOtherProcessorsIsRefused(String fields, String named) {
        ModelFileException e = assertThrows(ModelFileException.class, () -> processor("{" + fields + "}"));
        assertTrue(e.getMessage().contains("\"" + named + "\""), e.getMessage());
    }

    private ImageProcessor processor(String config) throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), config);
        return ImageProcessor.load(folder);
    }

    private static BufferedImage picture(String kind, int width, int height) {
        Pixels pixels = TestPattern.of(kind, width, height);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        image.getRaster().setDataElements(0, 0, width, height, pixels.rgb());
        return image;
    }

    private static String crc(Tensor values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(values.size() * 4)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values.floats());
        CRC32 crc = new CRC32();
        crc.update(bytes.array());
        return String.format("%08x", crc.getValue());
    }
}

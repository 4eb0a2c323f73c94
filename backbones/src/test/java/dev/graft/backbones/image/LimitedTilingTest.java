package dev.graft.backbones.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitedTilingTest {
    private static final int[][] PICTURES = {{64, 64}, {300, 40}, {41, 400}, {500, 375}, {7, 9}};

    @TempDir
    Path folder;

    private ImageProcessor processor(String fields) throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), "{" + fields + "}");
        return ImageProcessor.load(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"image_processor_type\": \"Idefics3ImageProcessor\", \"size\": {\"longest_edge\": 140},"
                        + " \"max_image_size\": {\"longest_edge\": 28}",
                "\"image_processor_type\": \"LlavaNextImageProcessor\", \"size\": {\"shortest_edge\": 28}, \"crop_size\": 28,"
                        + " \"image_grid_pinpoints\": [[28, 28], [28, 56], [56, 28], [56, 56], [84, 28], [28, 84], [112, 112]]",
                "\"image_processor_type\": \"GotOcr2ImageProcessor\", \"crop_to_patches\": true, \"size\": {\"height\": 28, \"width\": 28}",
                "\"image_processor_type\": \"Qwen2VLImageProcessor\", \"patch_size\": 7, \"size\": {\"shortest_edge\": 3136,"
                        + " \"longest_edge\": 40000}"
            })
    void picturesAreCutIntoNoMoreTilesThanFit(String fields) throws IOException {
        ImageProcessor whole = processor(fields);
        boolean fewer = false;
        for (int most : new int[] {2, 3, 5, 9, 1000}) {
            ImageProcessor limited = whole.limited("at most " + most + " tiles", grid -> grid.tiles() <= most);
            assertNotEquals(whole.fingerprint(), limited.fingerprint());
            for (int[] picture : PICTURES) {
                TileGrid before = whole.grid(picture[0], picture[1]);
                TileGrid after = limited.grid(picture[0], picture[1]);
                assertTrue(after.tiles() <= most, most + ": " + after);
                assertTrue(before.tiles() > most || after.equals(before), "what fits stays: " + before + ", " + after);
                fewer |= after.tiles() < before.tiles();
                BufferedImage image = new BufferedImage(picture[0], picture[1], BufferedImage.TYPE_3BYTE_BGR);
                PreparedImage prepared = limited.prepare(image);
                assertEquals(after, prepared.grid());
            }
        }
        assertTrue(fewer, "some picture had too many tiles");
    }

    @Test
    void whatDoesNotFitInAnyWayIsRefused() throws IOException {
        ImageProcessor whole = processor("\"image_processor_type\": \"LlavaNextImageProcessor\"");
        ImageProcessor limited = whole.limited("at most 1 tile", grid -> grid.tiles() <= 1);
        String message = assertThrows(InvalidInputException.class, () -> limited.grid(300, 300))
                .getMessage();
        assertTrue(message.contains("does not fit into at most 1 tile"), message);
    }
}

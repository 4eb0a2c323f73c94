package dev.graft.backbones.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchRowsTest {
    private static final String CONFIG =
            "{\"model_type\": \"qwen2_vl\", \"patch_size\": 2, \"temporal_patch_size\": 2, \"spatial_merge_size\": 3}";

    @TempDir
    Path folder;

    /** An encoder that gives back its patches with their places behind. */
    private static Graph encoder(String places, Object... dims) {
        GraphBuilder g = new GraphBuilder("encoder");
        Value patches = g.input(VisionEncoder.PIXELS, ElementType.FLOAT, "patches", 24);
        Value told = g.input(places, ElementType.INT64, dims).cast(ElementType.FLOAT);
        boolean each = dims[0] instanceof String;
        Value zero = patches.slice(0, 1, 1).multiply(0);
        g.output("last_hidden_state", patches.concat(1, each ? told : zero.add(told)));
        return g.build();
    }

    private Tensor run(Graph encoder, int height, int width) throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG);
        float[] pixels = new float[3 * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i;
        }
        assertTrue(PatchRows.areTakenBy(encoder));
        Graph graph = PatchRows.ofPicture(folder.resolve("model.onnx"), encoder, folder);
        try (Session session = Session.open(graph, SessionConfig.DEFAULT)) {
            return session.run(Map.of(VisionEncoder.PIXELS, Tensor.of(pixels, 1, 3, height, width)))
                    .get("last_hidden_state");
        }
    }

    /** As {@code Qwen2VLImageProcessor} and {@code get_vision_position_ids} of transformers lay them out, by their definition. */
    @Test
    void patchesLieBlockByBlockWithTheirPlaces() throws IOException {
        int height = 12;
        int width = 18;
        Tensor rows = run(encoder("position_ids", "patches", 2), height, width);
        assertEquals(6, rows.dim(0));
        assertEquals(9, rows.dim(1));
        assertEquals(26, rows.dim(2));
        float[] found = rows.toFloatArray();
        int at = 0;
        for (int blockRow = 0; blockRow < 2; blockRow++) {
            for (int blockColumn = 0; blockColumn < 3; blockColumn++) {
                for (int place = 0; place < 9; place++) {
                    int row = blockRow * 3 + place / 3;
                    int column = blockColumn * 3 + place % 3;
                    for (int channel = 0; channel < 3; channel++) {
                        for (int inside = 0; inside < 8; inside++) { // a moment, a row, a column after the other
                            int y = row * 2 + inside % 4 / 2;
                            int x = column * 2 + inside % 2;
                            assertEquals((channel * height + y) * width + x, found[at++], "number " + at);
                        }
                    }
                    assertEquals(row, found[at++]);
                    assertEquals(column, found[at++]);
                }
            }
        }
    }

    @Test
    void theGridIsToldWhereItIsAskedFor() throws IOException {
        float[] found = run(encoder("image_grid_thw", 1, 3), 12, 18).toFloatArray();
        assertEquals(1, found[24]);
        assertEquals(6, found[25]);
        assertEquals(9, found[26]);
    }

    /** Blocks of 6 x 6 pixels, which the usual 224 pixels are no whole number of. */
    @Test
    void anEncoderOfBlocksOfAnySizeIsOpened() throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG);
        OnnxFile.write(encoder("position_ids", "patches", 2), folder.resolve("model.onnx"));
        try (VisionEncoder opened = VisionEncoder.open(folder, VisionFeatures.LAST, SessionConfig.DEFAULT)) {
            assertEquals(26, opened.width());
        }
    }

    @Test
    void whatIsNotKnownIsNamed() throws IOException {
        String message = assertThrows(ModelFileException.class, () -> run(encoder("rotary", "patches", 2), 12, 18))
                .getMessage();
        assertTrue(message.contains("'rotary'"), message);
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"qwen2_vl\", \"patch_size\": 2}");
        Graph encoder = encoder("position_ids", "patches", 2);
        message = assertThrows(
                        ModelFileException.class,
                        () -> PatchRows.ofPicture(folder.resolve("model.onnx"), encoder, folder))
                .getMessage();
        assertTrue(message.contains("\"temporal_patch_size\""), message);
    }
}

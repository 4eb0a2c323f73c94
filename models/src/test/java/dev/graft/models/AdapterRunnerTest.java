package dev.graft.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.image.TileGrid;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.visual.EncodedImage;
import dev.graft.models.visual.RowsLayout;
import dev.graft.models.visual.VisualLayout;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdapterRunnerTest {
    /** What the encoder gives of a picture of its own size, 64 patches, tells nothing of the blocks that a processor makes. */
    @Test
    void blocksOfAnotherSizeThanTheSettingsTellAreRefused() {
        Adapter adapter =
                AdapterSpec.of(Map.of("kind", "mistral3_projector", "block", 2)).create(3, 64, 5);
        VisualLayout layout = new RowsLayout("", "");
        try (AdapterRunner runner = new AdapterRunner(adapter, adapter.initialise(7), 64, 3, SessionConfig.DEFAULT)) {
            assertArrayEquals(
                    new long[] {6, 1, 5}, runner.visualTokens(features(6, 4)).shape());
            for (int vectors : new int[] {1, 3, 8, 16, 64}) {
                EncodedImage image = new EncodedImage(features(6, vectors), new TileGrid(2, 3, false, 6, 4));
                for (InvalidInputException refusal : List.of(
                        assertThrows(InvalidInputException.class, () -> runner.visualTokens(image.features())),
                        assertThrows(InvalidInputException.class, () -> runner.see(List.of(image), layout)))) {
                    assertTrue(
                            refusal.getMessage().contains("the vision encoder gives " + vectors + " "),
                            refusal.getMessage());
                }
            }
        }
    }

    private static Tensor features(int tiles, int vectors) {
        return Tensor.allocate(ElementType.FLOAT, tiles, vectors, 3);
    }
}

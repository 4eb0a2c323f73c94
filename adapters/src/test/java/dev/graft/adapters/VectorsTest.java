package dev.graft.adapters;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adapters that join vectors of an image join none of two images, however many vectors they are given. */
class VectorsTest {
    private static final int WIDTH = 3;

    @ParameterizedTest
    @CsvSource({"patch_merger,none", "mistral3_projector,none", "linear,concat:2", "linear,shuffle:2", "mlp,pool:2"})
    void vectorsOfTwoImagesAreNeverJoined(String kind, String reduction) {
        Map<String, Object> settings = new HashMap<>(Map.of("kind", kind));
        if (!reduction.equals("none")) {
            settings.put("reduction", reduction);
        }
        int vectors = reduction.equals("none") ? 4 : 16;
        Adapter adapter = AdapterSpec.of(settings).create(WIDTH, vectors, 5);
        Map<String, Tensor> weights = adapter.initialise(7);
        GraphBuilder g = new GraphBuilder("adapter");
        Map<String, Value> parameters = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> parameters.put(
                name,
                g.input(
                        name,
                        tensor.type(),
                        Arrays.stream(tensor.shape()).boxed().toArray())));
        g.output("out", adapter.build(g, g.input("in", ElementType.FLOAT, "batch", "vectors", WIDTH), parameters));
        try (Session session = Session.open(g.build())) {
            Map<String, Tensor> feeds = new HashMap<>(weights);
            feeds.put("in", Tensor.allocate(ElementType.FLOAT, 6, vectors, WIDTH));
            assertArrayEquals(
                    new long[] {6, adapter.visualTokens(vectors), 5},
                    session.run(feeds).get("out").shape());
            for (int other : new int[] {vectors / 2, vectors * 2}) {
                feeds.put("in", Tensor.allocate(ElementType.FLOAT, 6, other, WIDTH));
                assertThrows(RuntimeException.class, () -> session.run(feeds), () -> other + " vectors");
            }
        }
    }

    @Test
    void aMergersFirstLayerTellsTheVectorsOfABlock() {
        Adapter adapter = AdapterSpec.of(Map.of("kind", "patch_merger")).create(WIDTH, 4, 5);
        adapter.requireVectors(4);
        for (int vectors : new int[] {1, 8, 16}) {
            String message = assertThrows(InvalidInputException.class, () -> adapter.requireVectors(vectors))
                    .getMessage();
            assertTrue(message.contains("of 4 feature vectors, and the vision encoder gives " + vectors), message);
        }
    }
}

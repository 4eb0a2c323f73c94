package dev.graft.backbones.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The two parts of a graph that is cut at its token embedding, run one after the other, are the whole. */
class EmbeddingCutTest {
    private static final Path FILE = Path.of("model.onnx");
    private static final Tensor IDS = Tensor.of(new long[] {3, 0, 2, 1, 1, 3}, 2, 3);
    private static final Tensor POSITIONS = Tensor.of(new long[] {0, 1, 2, 0, 1, 2}, 2, 3);

    /** The tracer of PyTorch 2 takes a length from whichever input it saw last. */
    @Test
    void idsMayBeReshapedToTheSizeOfAnotherInput() {
        GraphBuilder g = new GraphBuilder("model");
        Value ids = g.input("input_ids", ElementType.INT64, "batch", "tokens");
        Value positions = g.input("position_ids", ElementType.INT64, "batch", "tokens");
        Value length = positions.shape().slice(1, 2, 0);
        Value rows = table(g).gather(ids.reshape(g.ints(-1).concat(0, length)), 0);
        g.output("logits", rows.add(table(g).gather(positions, 0)));

        assertPartsEqualWhole(g.build(), Map.of("input_ids", IDS, "position_ids", POSITIONS));
    }

    @Test
    void idsMayBeLookedUpInOneRow() {
        GraphBuilder g = new GraphBuilder("model");
        Value ids = g.input("input_ids", ElementType.INT64, "batch", "tokens");
        Value rows = table(g).gather(ids.reshape(-1), 0);
        g.output("logits", rows.multiply(2).reshape(ids.shape().concat(0, g.ints(4))));

        assertPartsEqualWhole(g.build(), Map.of("input_ids", IDS));
    }

    private static Value table(GraphBuilder g) {
        float[] values = new float[16];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * i;
        }
        return g.constant(Tensor.of(values, 4, 4));
    }

    private static void assertPartsEqualWhole(Graph graph, Map<String, Tensor> feeds) {
        EmbeddingCut cut = EmbeddingCut.of(FILE, graph, false);
        assertEquals(List.of("input_ids"), cut.embedding().inputNames());
        try (Session whole = Session.open(graph);
                Session embedding = Session.open(cut.embedding());
                Session rest = Session.open(cut.rest())) {
            Tensor embeds = embedding.run(Map.of("input_ids", IDS)).get("inputs_embeds");
            assertArrayEquals(new long[] {2, 3, 4}, embeds.shape());
            Map<String, Tensor> parts = new HashMap<>(feeds);
            parts.remove("input_ids");
            parts.put("inputs_embeds", embeds);
            assertArrayEquals(
                    whole.run(feeds).get("logits").toFloatArray(),
                    rest.run(parts).get("logits").toFloatArray());
        }
    }
}

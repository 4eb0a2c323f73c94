package dev.graft.backbones.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    /** As ONNX Runtime's dynamic quantisation leaves a look-up. */
    @ParameterizedTest
    @EnumSource(names = {"INT8", "UINT8"})
    void aTableOfSmallIntegersIsCutBehindItsDequantisation(ElementType type) {
        GraphBuilder g = new GraphBuilder("model");
        Value ids = g.input("input_ids", ElementType.INT64, "batch", "tokens");
        Value rows = small(g, type).gather(ids, 0);
        Value zero = g.constant(bytes(type, 7));
        Value real = g.op(
                "DequantizeLinear", "", Map.of(), ElementType.FLOAT, rows, g.scalar(ElementType.FLOAT, 0.25), zero);
        g.output("logits", real.multiply(2));

        Graph graph = g.build();
        assertPartsEqualWhole(graph, Map.of("input_ids", IDS));
        assertEquals(
                ElementType.FLOAT,
                EmbeddingCut.of(FILE, graph, false)
                        .rest()
                        .inputs()
                        .get(0)
                        .type()
                        .element());
    }

    /** As ONNX Runtime's static quantisation leaves it, where operators on integers read the rows beside those on numbers. */
    @ParameterizedTest
    @EnumSource(names = {"INT8", "UINT8"})
    void integersThatOperatorsReadAreMadeOfTheEmbeddingAgain(ElementType type) {
        GraphBuilder g = new GraphBuilder("model");
        Value ids = g.input("input_ids", ElementType.INT64, "batch", "tokens");
        Value rows = small(g, type).gather(ids, 0);
        Value zero = g.constant(bytes(type, 7));
        Value scale = g.scalar(ElementType.FLOAT, 0.25);
        Value real = g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, rows, scale, zero);
        Value also = g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, rows, scale, zero);
        Value sum =
                g.op("QLinearAdd", Graph.MICROSOFT, Map.of(), type, rows, scale, zero, rows, scale, zero, scale, zero);
        Value added = g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, sum, scale, zero);
        g.output("logits", real.multiply(also).add(added));

        Graph graph = g.build();
        assertPartsEqualWhole(graph, Map.of("input_ids", IDS));
        assertTrue(EmbeddingCut.of(FILE, graph, false).rest().nodes().stream()
                .noneMatch(node -> node.opType().equals("Gather")));
    }

    @Test
    void aScaleOfEachRowIsPartOfTheEmbedding() {
        GraphBuilder g = new GraphBuilder("model");
        Value ids = g.input("input_ids", ElementType.INT64, "batch", "tokens");
        Value scales = g.constant(Tensor.of(new float[] {1, 0.5f, 0.25f, 2}, 4, 1));
        Value rows = small(g, ElementType.UINT8).gather(ids, 0).cast(ElementType.FLOAT);
        Value real = rows.subtract(g.scalar(ElementType.FLOAT, 3)).multiply(scales.gather(ids, 0));
        g.output("logits", real.add(1));

        Graph graph = g.build();
        assertPartsEqualWhole(graph, Map.of("input_ids", IDS));
        assertTrue(EmbeddingCut.of(FILE, graph, false).rest().nodes().stream()
                .noneMatch(node -> node.opType().equals("Gather")));
    }

    @Test
    void idsOf32BitsAreFedAsOthersAre() {
        GraphBuilder g = new GraphBuilder("model");
        Value ids = g.input("input_ids", ElementType.INT32, "batch", "tokens");
        Value mask = g.input("attention_mask", ElementType.BOOL, "batch", "tokens");
        Value rows = table(g).gather(ids, 0);
        g.output("logits", rows.add(mask.cast(ElementType.FLOAT).unsqueeze(2)));

        Graph wide = IntegerInputs.widen(g.build());
        wide.inputs()
                .forEach(input -> assertEquals(ElementType.INT64, input.type().element()));
        Tensor marks = Tensor.of(new long[] {1, 1, 0, 1, 0, 0}, 2, 3);
        assertPartsEqualWhole(wide, Map.of("input_ids", IDS, "attention_mask", marks));
    }

    private static Value small(GraphBuilder g, ElementType type) {
        Tensor table = Tensor.allocate(type, 4, 4);
        for (int i = 0; i < 16; i++) {
            table.bytes().put(i, (byte) (5 * i));
        }
        return g.constant(table);
    }

    private static Tensor bytes(ElementType type, int value) {
        Tensor scalar = Tensor.allocate(type);
        scalar.bytes().put(0, (byte) value);
        return scalar;
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

package dev.graft.graph.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rotations by tables of all positions that a file holds, of which a graph takes the first ones by the length of a text and of these
 * those of its tokens, as transformers 4.36 to 4.41 wrote Qwen2, Mistral and Phi.
 */
class RotaryTablesTest {
    private static final int TOKENS = 4;
    private static final int WIDTH = 16;

    @TempDir
    private Path folder;

    private static Constant table(ElementType type, int positions, boolean cosine) {
        Tensor table = Tensor.allocate(type, positions, WIDTH);
        for (int i = 0; i < positions * WIDTH; i++) {
            int position = i / WIDTH;
            double angle = position * Math.pow(10, -(i % (WIDTH / 2)));
            float value = (float) (cosine ? Math.cos(angle) : Math.sin(angle));
            if (type == ElementType.FLOAT) {
                table.floats().put(i, value);
            } else {
                table.bytes().putShort(2 * i, HalfPrecision.toFloat16(value));
            }
        }
        return Constant.of(table);
    }

    /** @param longer by how many times the first positions are more than the tokens */
    private Graph file(ElementType type, int positions, int longer) {
        GraphBuilder g = new GraphBuilder("tables");
        Value x = g.input("x", type, 1, 2, "tokens", WIDTH);
        Value places = g.input("positions", ElementType.INT64, 1, "tokens");
        Value length = x.shape().gather(g.ints(2), 0).multiply(longer);
        Value turned = x.slice(WIDTH / 2, WIDTH, 3).negate().concat(-1, x.slice(0, WIDTH / 2, 3));
        Value cosine = rows(g, g.constant("cos_cached", table(type, positions, true)), length, places);
        Value sine = rows(g, g.constant("sin_cached", table(type, positions, false)), length, places);
        g.output("y", x.multiply(cosine).add(turned.multiply(sine)));
        Path file = folder.resolve("model.onnx");
        OnnxFile.write(g.build(), file);
        return SinglePrecision.widen(OnnxFile.read(file));
    }

    private static Value rows(GraphBuilder g, Value table, Value length, Value places) {
        Value first = g.op("Slice", Map.of(), table, g.ints(0), length, g.ints(0), g.ints(1));
        return first.gather(places, 0).unsqueeze(1);
    }

    private static float[] run(Graph graph) {
        Tensor x = Tensor.allocate(ElementType.FLOAT, 1, 2, TOKENS, WIDTH);
        for (int i = 0; i < x.size(); i++) {
            x.floats().put(i, i * 7 % 11 - 5);
        }
        try (Session session = Session.open(graph)) {
            return session.run(Map.of("x", x, "positions", Tensor.of(new long[] {0, 1, 2, 3}, 1, TOKENS)))
                    .get("y")
                    .toFloatArray();
        }
    }

    private static Graph specialized(Graph file) {
        return Specialization.of(
                        file, Map.of("x", new long[] {1, 2, TOKENS, WIDTH}, "positions", new long[] {1, TOKENS}))
                .graph();
    }

    private static long count(Graph graph, String operator) {
        return graph.nodes().stream().map(Node::opType).filter(operator::equals).count();
    }

    /** Tables of 256 KB, and of 1.2 MB and more, in single and in half precision. */
    @ParameterizedTest
    @CsvSource({"FLOAT, 4096", "FLOAT, 20000", "FLOAT16, 4096", "FLOAT16, 20000", "FLOAT16, 70000"})
    void areRecognised(ElementType type, int positions) {
        Graph file = file(type, positions, 1);
        Graph special = specialized(file);
        assertEquals(1, count(special, "RotaryEmbedding"));
        long largest = special.constants().values().stream()
                .mapToLong(Constant::byteSize)
                .max()
                .orElseThrow();
        assertTrue(largest <= TOKENS * WIDTH * Float.BYTES, "the first positions, and no more");
        assertArrayEquals(run(file), run(special), 1e-5F);
    }

    /** Too many to be copied. */
    @Test
    void areRecognisedWhereTheFirstPositionsAreMany() {
        Graph file = file(ElementType.FLOAT, 80_000, 18_000);
        Graph special = specialized(file);
        assertEquals(1, count(special, "RotaryEmbedding"));
        assertArrayEquals(run(file), run(special), 1e-5F);
    }
}

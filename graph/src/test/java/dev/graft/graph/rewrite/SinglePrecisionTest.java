package dev.graft.graph.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import java.nio.ShortBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A widened graph computes in single precision with the weights as they were stored. */
class SinglePrecisionTest {
    @ParameterizedTest
    @CsvSource({"FLOAT16, 8", "FLOAT16, 256", "BFLOAT16, 8", "BFLOAT16, 256"})
    void productWithHalfWeights(ElementType half, int width) {
        Tensor weight = Tensor.allocate(half, width, width);
        ShortBuffer bits = weight.bytes().asShortBuffer();
        for (int i = 0; i < width * width; i++) {
            bits.put((short) (0x3c00 + i * 31 % 0x180)); // about 1, or 1/128 in BFLOAT16
        }
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", half, "rows", width);
        Value once = x.cast(ElementType.FLOAT).multiply(1).cast(half);
        g.output("y", once.matMul(g.constant(weight)).add(g.scalar(half, 0.5)));
        Graph wide = SinglePrecision.widen(g.build());

        assertEquals(ElementType.FLOAT, wide.input("x").orElseThrow().type().element());
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            values[i] = 1 + i / 4096f; // more digits than the narrow types have
        }
        float[] expected = new float[width];
        float[] weights = HalfPrecision.widen(weight).toFloatArray();
        for (int column = 0; column < width; column++) {
            double sum = 0.5;
            for (int row = 0; row < width; row++) {
                sum += (double) values[row] * weights[row * width + column];
            }
            expected[column] = (float) sum;
        }
        try (Session session = Session.open(wide)) {
            float[] found = session.run(Map.of("x", Tensor.of(values, 1, width)))
                    .get("y")
                    .toFloatArray();
            for (int column = 0; column < width; column++) {
                assertEquals(expected[column], found[column], 1e-5 * expected[column]);
            }
        }
    }

    @Test
    void leavesOtherGraphsAsTheyAre() {
        GraphBuilder g = new GraphBuilder("g");
        g.output("y", g.input("x", ElementType.FLOAT, 2).add(1).cast(ElementType.INT64));
        Graph graph = g.build();
        assertEquals(graph, SinglePrecision.widen(graph));
    }
}

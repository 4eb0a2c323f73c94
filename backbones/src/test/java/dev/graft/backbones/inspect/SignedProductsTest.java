package dev.graft.backbones.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignedProductsTest {
    private static final int WIDTH = 64;

    private static Tensor filled(ElementType type, int value) {
        Tensor tensor = Tensor.allocate(type, WIDTH, WIDTH);
        for (ByteBuffer bytes = tensor.bytes(); bytes.hasRemaining(); ) {
            bytes.put((byte) value);
        }
        return tensor;
    }

    private static Graph product(ElementType type, int weight) {
        GraphBuilder g = new GraphBuilder("product");
        Value x = g.input("x", ElementType.UINT8, WIDTH, WIDTH);
        g.output("y", g.op("MatMulInteger", "", Map.of(), ElementType.INT32, x, g.constant(filled(type, weight))));
        return g.build();
    }

    @ParameterizedTest
    @CsvSource({"INT8, 127, true", "INT8, -128, true", "INT8, 64, false", "UINT8, 255, false"})
    void weightsThatMayOverflow(ElementType type, int weight, boolean large) {
        assertEquals(large, SignedProducts.areLarge(product(type, weight)));
    }

    /** The largest numbers show whether this processor multiplies wrongly; what is said agrees with it. */
    @ParameterizedTest
    @CsvSource({"INT8, 127", "INT8, 64", "UINT8, 255"})
    void isSaidWhereTheProcessorMultipliesWrongly(ElementType type, int weight) {
        Graph graph = product(type, weight);
        try (Session session = Session.open(graph)) {
            Tensor found =
                    session.run(Map.of("x", filled(ElementType.UINT8, 255))).get("y");
            boolean wrong = found.ints().get(0) != WIDTH * 255 * weight;
            assertEquals(wrong, SignedProducts.overflowHere(graph));
        }
    }

    @Test
    void weightsOfNumbersAreProductsOfIntegersWhereBothOperandsAreRounded() {
        assertTrue(SignedProducts.areLarge(dequantized(true)));
        assertFalse(SignedProducts.areLarge(dequantized(false)));
    }

    private static Graph dequantized(boolean both) {
        GraphBuilder g = new GraphBuilder("dequantised");
        Value scale = g.scalar(ElementType.FLOAT, 0.1);
        Value x = g.input("x", ElementType.FLOAT, WIDTH, WIDTH);
        Value zero = g.scalar(ElementType.UINT8, 3);
        Value rounded = g.op("QuantizeLinear", "", Map.of(), ElementType.UINT8, x, scale, zero);
        Value left = both ? g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, rounded, scale, zero) : x;
        Value weights = g.constant(filled(ElementType.INT8, -100));
        g.output("y", left.matMul(g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, weights, scale)));
        return g.build();
    }
}

package dev.graft.graph.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.rewrite.SinglePrecision;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightMemoryTest {
    private final TwoLayers layers = TwoLayers.random(1);
    private final Graph graph = layers.graph();
    private final long elements = layers.first().size() + layers.second().size();

    private long others() {
        long all = graph.constants().values().stream()
                .map(Constant::shape)
                .mapToLong(Tensor::elementCount)
                .sum();
        return (all - elements) * Float.BYTES;
    }

    /** Two matrices, each of which has a copy for the way forward and one for the way back. */
    @ParameterizedTest
    @CsvSource({"FLOAT32, 4", "FLOAT16, 2", "INT16, 2", "INT8X2, 1", "INT8, 1"})
    void eachProductHasItsCopy(Precision precision, int bytes) {
        assertEquals(2 * elements * bytes + others(), WeightMemory.of(graph, precision, true));
    }

    @Test
    void withoutCopiesEachMatrixIsThereOnce() {
        assertEquals(elements * Float.BYTES + others(), WeightMemory.of(graph, Precision.FLOAT32, false));
    }

    /** The runtime has no faster layout of what is widened in each run. */
    @Test
    void ofHalvesThereAreNoCopies() {
        GraphBuilder g = new GraphBuilder("half");
        Constant matrix = Constant.of(Tensor.allocate(ElementType.FLOAT16, 256, 320));
        g.output("y", g.input("x", ElementType.FLOAT16, 4, 256).matMul(g.constant("W", matrix)));
        assertEquals(
                256 * 320 * Short.BYTES, WeightMemory.of(SinglePrecision.widen(g.build()), Precision.FLOAT32, true));
    }
}

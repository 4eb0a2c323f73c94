package dev.graft.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorSetsTest {
    private static Graph graph(String operator, int opset) {
        Node node = new Node(operator, "", "n", List.of("x"), List.of("y"), Map.of());
        return new Graph("g", List.of(), List.of(), Map.of(), List.of(node), Map.of("", opset));
    }

    @Test
    void whatMostOperatorsMeanStays() {
        assertTrue(OperatorSets.mayBecome(21, graph("Relu", 18)));
        assertTrue(OperatorSets.mayBecome(21, graph("GroupNormalization", 21)));
        assertTrue(OperatorSets.mayBecome(20, graph("GroupNormalization", 18)));
        assertTrue(OperatorSets.mayBecome(21, graph("GridSample", 20)));
    }

    private static Graph pool(String operator, int ceil, int opset) {
        GraphBuilder g = new GraphBuilder("pool");
        Value x = g.input("x", ElementType.FLOAT, 1, 2, 8, 8);
        Map<String, ?> attributes = Map.of(
                "kernel_shape", new long[] {3, 3},
                "strides", new long[] {2, 2},
                "pads", new long[] {1, 1, 1, 1},
                "ceil_mode", ceil);
        g.output("y", g.op(operator, attributes, x));
        Graph graph = g.build();
        return new Graph(
                graph.name(), graph.inputs(), graph.outputs(), graph.constants(), graph.nodes(), Map.of("", opset));
    }

    private static float[] pooled(Graph pool) {
        Tensor x = Tensor.allocate(ElementType.FLOAT, 1, 2, 8, 8);
        for (int i = 0; i < x.size(); i++) {
            x.floats().put(i, i * 7 % 11 - 3);
        }
        try (Session session = Session.open(pool)) {
            return session.run(Map.of("x", x)).get("y").toFloatArray();
        }
    }

    /** Where the number of windows is rounded up, the last may begin in the padding. */
    @ParameterizedTest
    @ValueSource(strings = {"AveragePool", "MaxPool"})
    void poolsThatRoundUpMeanAnother(String operator) {
        assertTrue(OperatorSets.mayBecome(24, pool(operator, 0, 18)));
        assertTrue(OperatorSets.mayBecome(21, pool(operator, 1, 18)));
        assertFalse(OperatorSets.mayBecome(22, pool(operator, 1, 18)));
        assertFalse(OperatorSets.mayBecome(24, pool(operator, 1, 21)));
        assertTrue(OperatorSets.mayBecome(24, pool(operator, 1, 22)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AveragePool", "LpPool", "MaxPool"})
    void theRuntimeComputesTheSameOfWhatStays(String operator) {
        for (int ceil = 0; ceil < 2; ceil++) {
            float[] expected = pooled(pool(operator, ceil, 18));
            for (int version : new int[] {19, 20, 21, 22, 24}) {
                if (OperatorSets.mayBecome(version, pool(operator, ceil, 18))) {
                    assertArrayEquals(expected, pooled(pool(operator, ceil, version)), operator + " of " + version);
                }
            }
        }
    }

    @Test
    void whatSomeMeanDoesNot() {
        assertFalse(OperatorSets.mayBecome(21, graph("GroupNormalization", 18)));
        assertFalse(OperatorSets.mayBecome(21, graph("GridSample", 18)));
        assertFalse(OperatorSets.mayBecome(20, graph("DFT", 19)));
        assertFalse(OperatorSets.mayBecome(21, graph("Relu", 13)), "in older forms");
        GraphBuilder g = new GraphBuilder("outer");
        Value x = g.input("x", ElementType.FLOAT, 2);
        g.op("If", Map.of("then_branch", new Attribute.Subgraph(graph("GridSample", 18))), x);
        assertFalse(OperatorSets.mayBecome(21, g.build()), "in a branch");
    }
}

package dev.graft.graph;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ElementType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

package dev.graft.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Graphs from parts. */
class GraphBuilderTest {
    private static Graph part(String operator) {
        Node node = new Node(operator, "", "/m/step", List.of("x"), List.of("y"), Map.of());
        ValueInfo input = new ValueInfo("x", TensorType.of(ElementType.FLOAT, 2));
        return new Graph(
                "part", List.of(input), List.of(new ValueInfo("y", null)), Map.of(), List.of(node), Map.of("", 18));
    }

    @Test
    void partsWithEqualNamesGoTogether() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 2);
        Value first = g.include(part("Neg"), Map.of("x", x)).get("y");
        Value second = g.include(part("Abs"), Map.of("x", first)).get("y");
        g.output("result", second);
        try (Session session = Session.open(g.build())) {
            Map<String, Tensor> results = session.run(Map.of("x", Tensor.of(new float[] {1, -2}, 2)));
            assertArrayEquals(new float[] {1, 2}, results.get("result").toFloatArray());
        }
    }

    @Test
    void continuesAGraphThatWasBuiltBefore() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 2);
        g.output("y", x.multiply(2).add(1));
        Graph first = g.build();
        GraphBuilder more = GraphBuilder.from(first, TypeInference.infer(first));
        more.output("z", more.value("y").multiply(3).add(1));
        try (Session session = Session.open(more.build())) {
            Map<String, Tensor> results = session.run(Map.of("x", Tensor.of(new float[] {1, -2}, 2)));
            assertArrayEquals(new float[] {10, -8}, results.get("z").toFloatArray());
        }
    }

    @Test
    void namesAreGivenOnce() {
        GraphBuilder g = new GraphBuilder("g");
        g.input("x", ElementType.FLOAT, 2);
        String message = assertThrows(IllegalArgumentException.class, () -> g.input("x", ElementType.FLOAT, 2))
                .getMessage();
        assertEquals("graph 'g' already has a value 'x'", message);
    }
}

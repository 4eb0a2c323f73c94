package dev.graft.graph.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.graph.Graph;
import dev.graft.graph.OperatorCase;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Closeness;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a fused operator is replaced by computes what the runtime's own kernel of it does. */
class LoweringTest {
    private static final Closeness LIKE_THE_KERNEL = Closeness.allClose(2e-6, 2e-5);

    static Stream<OperatorCase> cases() {
        return FusedCases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void computesTheSame(OperatorCase testCase) {
        Graph fused = testCase.graph();
        Graph lowered = Specialization.of(fused, Map.of()).graph();
        List<String> left = lowered.nodes().stream()
                .map(node -> node.qualifiedType())
                .filter(type -> type.equals(testCase.operator()))
                .toList();
        assertEquals(List.of(), left, testCase + ": the operator is still there");
        Map<String, Tensor> expected = run(testCase, fused);
        Map<String, Tensor> actual = run(testCase, lowered);
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, tensor) -> {
            assertArrayEquals(tensor.shape(), actual.get(name).shape(), testCase + ": shape of " + name);
            float[] found = actual.get(name).toFloatArray();
            LIKE_THE_KERNEL.check(testCase + ": " + name, tensor.shape(), tensor.toFloatArray(), found);
        });
    }

    private static Map<String, Tensor> run(OperatorCase testCase, Graph graph) {
        try (Session session = Session.open(graph)) {
            return session.run(testCase.feeds());
        } catch (RuntimeException e) {
            throw new AssertionError(testCase + ": " + e.getMessage(), e);
        }
    }
}

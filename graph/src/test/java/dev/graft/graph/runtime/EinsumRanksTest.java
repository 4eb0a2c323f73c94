package dev.graft.graph.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Attribute;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EinsumRanksTest {
    /** Each axis has two elements. */
    static Graph graph(String equation, int firstRank, int secondRank, boolean behindOthers) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(node("Einsum", List.of("a", "b"), "c", Map.of("equation", new Attribute.Text(equation))));
        List<ValueInfo> inputs = List.of(input("x", firstRank), input("y", secondRank));
        // Written before what it reads from, as converters do.
        nodes.add(node(behindOthers ? "Abs" : "Identity", List.of("x"), "a", Map.of()));
        nodes.add(node(behindOthers ? "Neg" : "Identity", List.of("y"), "b", Map.of()));
        return new Graph("g", inputs, List.of(new ValueInfo("c", null)), Map.of(), nodes, Map.of("", 17));
    }

    private static Node node(String type, List<String> inputs, String output, Map<String, Attribute> attributes) {
        return new Node(type, "", "node of " + output, inputs, List.of(output), attributes);
    }

    private static ValueInfo input(String name, int rank) {
        long[] sizes = new long[rank];
        Arrays.fill(sizes, 2);
        return new ValueInfo(name, new TensorType(ElementType.FLOAT, Shape.of(sizes)));
    }

    @ParameterizedTest
    @CsvSource({
        "'...ij,...jk->...ik', 2, 3",
        "'...ij,...jk->...ik', 3, 2",
        "'...,...->...', 0, 2",
        "'... i j , ... j k', 4, 5",
    })
    void otherRanksAreRefusedThatWouldEndTheProcess(String equation, int first, int second) {
        for (boolean behindOthers : List.of(true, false)) {
            Graph graph = graph(equation, first, second, behindOthers);
            String message = assertThrows(InvalidInputException.class, () -> Session.open(graph.ordered()))
                    .getMessage();
            assertTrue(message.startsWith("the node 'node of c' of type Einsum, " + equation + ", needs"), message);
            assertThrows(InvalidInputException.class, () -> TypeInference.infer(graph.ordered()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'...ij,...jk->...ik', 2, 2, 2",
        "'...ij,...jk->...ik', 4, 4, 4",
        "'...ij,jk->...ik', 4, 2, 4",
        "'ij,jk->ik', 2, 2, 2",
        "'...,...->...', 0, 0, 0",
    })
    void equalRanksAreComputed(String equation, int first, int second, int rank) {
        try (Session session = Session.open(graph(equation, first, second, true).ordered())) {
            assertEquals(rank, session.outputTypes().get("c").shape().rank());
        }
    }
}

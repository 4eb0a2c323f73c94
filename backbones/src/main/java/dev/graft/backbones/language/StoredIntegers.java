package dev.graft.backbones.language;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds where the rows that a look-up takes from a table of small integers have become real numbers: behind a
 * {@code DequantizeLinear}, or behind a {@code Cast} with the subtraction of a zero point and the product with a scale that may
 * follow it. Embeddings from elsewhere are real numbers, so they are put in there.
 */
final class StoredIntegers {
    private static final Set<ElementType> SMALL =
            Set.of(ElementType.INT8, ElementType.UINT8, ElementType.INT4, ElementType.UINT4);

    private final Graph graph;
    private final Set<String> fromIds = new HashSet<>();

    private StoredIntegers(Graph graph) {
        this.graph = graph;
    }

    /**
     * The value that holds the real numbers; that of the look-up itself where its table has such.
     *
     * @param ids what the table is indexed by
     */
    static String becomeReal(Graph graph, Node lookup, Set<String> ids) {
        String looked = lookup.outputs().get(0);
        if (!isTable(graph, lookup)) {
            return looked;
        }
        StoredIntegers stored = new StoredIntegers(graph);
        stored.followIds(ids);
        Optional<String> dequantized = stored.next(looked, "DequantizeLinear");
        if (dequantized.isPresent()) {
            return dequantized.get();
        }
        String real = stored.next(looked, "Cast").orElse(looked);
        String centred = stored.next(real, "Sub").orElse(real);
        return stored.next(centred, "Mul").orElse(centred);
    }

    /**
     * The graph in which all that reads the rows of a look-up in a table of small integers reads their numbers: by rounding these
     * again, where it reads the integers. Numbers of the table are rounded to the integers that they were.
     */
    static Graph readAsNumbers(Graph graph, Node lookup) {
        String looked = lookup.outputs().get(0);
        Optional<Node> first = graph.nodes().stream()
                .filter(node -> isDequantized(graph, node, looked))
                .findFirst();
        if (!isTable(graph, lookup) || first.isEmpty()) {
            return graph;
        }
        String number = first.get().outputs().get(0);
        List<String> operands = first.get().inputs();
        String again = number + "/rounded";
        boolean used = false;
        List<Node> nodes = new ArrayList<>();
        Map<String, String> same = new HashMap<>();
        for (Node node : graph.nodes()) {
            boolean others = !node.equals(first.get()) && node.inputs().contains(looked);
            if (others
                    && node.opType().equals("DequantizeLinear")
                    && node.inputs().equals(operands)) {
                same.put(node.outputs().get(0), number);
            } else if (others) {
                used = true;
                nodes.add(node.withInputs(node.inputs().stream()
                        .map(input -> input.equals(looked) ? again : input)
                        .toList()));
            } else {
                nodes.add(node);
            }
        }
        if (!used && same.isEmpty()) {
            return graph;
        }
        if (used) {
            List<String> inputs = List.of(number, operands.get(1), operands.get(2));
            nodes.add(new Node("QuantizeLinear", "", again, inputs, List.of(again), Map.of()));
        }
        return graph.withNodes(nodes)
                .renameUses(name -> same.getOrDefault(name, name))
                .ordered();
    }

    /** Whether a node makes numbers of integers by one scale and a zero point that are known. */
    private static boolean isDequantized(Graph graph, Node node, String integers) {
        return node.opType().equals("DequantizeLinear")
                && node.hasInput(2)
                && node.inputs().get(0).equals(integers)
                && graph.constants().containsKey(node.inputs().get(2))
                && graph.constants().containsKey(node.inputs().get(1))
                && Tensor.elementCount(
                                graph.constants().get(node.inputs().get(1)).shape())
                        == 1;
    }

    /** Whether a look-up is one in a table of small integers. */
    static boolean isTable(Graph graph, Node lookup) {
        Constant table = graph.constants().get(lookup.inputs().get(0));
        return lookup.opType().equals("Gather") && table != null && SMALL.contains(table.type());
    }

    /** What depends on the ids and constants alone, such as a scale for each row. */
    private void followIds(Set<String> ids) {
        fromIds.addAll(ids);
        for (Node node : graph.nodes()) {
            List<String> inputs = node.inputs();
            if (inputs.stream().anyMatch(fromIds::contains)
                    && inputs.stream().allMatch(name -> name.isEmpty() || isKnown(name))) {
                fromIds.addAll(node.outputs());
            }
        }
    }

    private boolean isKnown(String name) {
        return fromIds.contains(name) || graph.constants().containsKey(name);
    }

    /** The result of an operator on a value, if all else that it reads is known. */
    private Optional<String> next(String value, String operator) {
        return graph.nodes().stream()
                .filter(node -> node.opType().equals(operator)
                        && node.inputs().contains(value)
                        && node.inputs().stream().allMatch(name -> name.isEmpty() || isKnown(name)))
                .map(node -> node.outputs().get(0))
                .findFirst();
    }
}

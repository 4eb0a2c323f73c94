package dev.graft.backbones.language;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.tensors.ElementType;
import java.util.HashSet;
import java.util.List;
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

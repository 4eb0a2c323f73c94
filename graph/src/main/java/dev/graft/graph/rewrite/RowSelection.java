package dev.graft.graph.rewrite;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Picks rows before they are computed rather than after.
 *
 * <p>Where a {@code GatherND} reads some tokens of {@code [batch, tokens, width]} and nothing else reads the others, it
 * moves before all operators that treat each token by itself. A loss on the target tokens of a language model then costs
 * the head, the last feed-forward layer and their gradients for the targets alone, and the results stay the same.
 */
final class RowSelection {
    private final TypedGraph typed;
    private final Node selection;
    private final long[] sizes;
    private final String scope;
    private final RowWise rowWise;
    private final Map<String, TensorType> types;
    private final Map<String, Constant> constants;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, String> picked = new HashMap<>();
    private final Set<String> moved = new HashSet<>();

    private RowSelection(TypedGraph typed, Node selection) {
        this.typed = typed;
        this.selection = selection;
        this.sizes = typed.type(selection.inputs().get(0)).shape().sizes();
        this.scope = selection.outputs().get(0) + "/";
        this.rowWise = new RowWise(typed, sizes[0], sizes[1]);
        this.types = new LinkedHashMap<>(typed.types());
        this.constants = new LinkedHashMap<>(typed.graph().constants());
    }

    /** The graph with every selection of rows as early as it can be. */
    static TypedGraph early(TypedGraph typed) {
        TypedGraph current = typed;
        for (Node original : typed.graph().nodes()) {
            if (selectsRows(typed, original)) {
                // An earlier move leaves this node, though perhaps with other operands.
                Node selection = producer(current.graph(), original.outputs().get(0));
                current = new RowSelection(current, selection).run();
            }
        }
        return current;
    }

    private static Node producer(Graph graph, String value) {
        return graph.nodes().stream()
                .filter(node -> node.outputs().contains(value))
                .findFirst()
                .orElseThrow();
    }

    private static boolean selectsRows(TypedGraph typed, Node node) {
        if (!node.qualifiedType().equals("GatherND") || node.intAttribute("batch_dims", 0) != 0) {
            return false;
        }
        TensorType data = typed.type(node.inputs().get(0));
        TensorType index = typed.type(node.inputs().get(1));
        if (data == null
                || index == null
                || !data.shape().isStatic()
                || !index.shape().isStatic()) {
            return false;
        }
        boolean indexIsThere = typed.graph().input(node.inputs().get(1)).isPresent()
                || typed.graph().constants().containsKey(node.inputs().get(1));
        return indexIsThere
                && data.shape().rank() == 3
                && index.shape().rank() == 2
                && index.shape().dim(1).size() == 2;
    }

    private TypedGraph run() {
        Set<String> moving = moving();
        if (moving.isEmpty()) {
            return typed;
        }
        String lastAxis = scope + "last_axis";
        constants.put(lastAxis, Constant.of(Tensor.of(new long[] {-1}, 1)));
        types.put(lastAxis, TensorType.of(ElementType.INT64, 1));
        for (Node node : typed.graph().nodes()) {
            if (node.outputs().equals(selection.outputs())) {
                nodes.add(new Node("Identity", "", node.name(), node.inputs().subList(0, 1), node.outputs(), Map.of()));
            } else if (moving.contains(node.outputs().get(0))) {
                move(node, lastAxis);
            } else {
                nodes.add(node);
            }
        }
        Graph graph = typed.graph().withConstants(constants).withNodes(nodes);
        return Simplification.simplify(new TypedGraph(graph, types));
    }

    /** The first outputs of the row-wise operators whose results nothing reads but the selection and one another. */
    private Set<String> moving() {
        Map<String, Integer> readers = new HashMap<>();
        typed.graph().outputNames().forEach(name -> readers.merge(name, 1, Integer::sum));
        for (Node node : typed.graph().nodes()) {
            node.reads().forEach(name -> readers.merge(name, 1, Integer::sum));
        }
        Map<String, Integer> movingReaders = new HashMap<>();
        movingReaders.put(selection.inputs().get(0), 1);
        Set<String> moving = new HashSet<>();
        List<Node> all = typed.graph().nodes();
        for (int i = all.size() - 1; i >= 0; i--) {
            Node node = all.get(i);
            boolean onlyPicked = node.outputs().stream()
                    .allMatch(name -> readers.getOrDefault(name, 0).equals(movingReaders.getOrDefault(name, 0)));
            boolean wanted = node.outputs().stream().anyMatch(movingReaders::containsKey);
            if (wanted && onlyPicked && rowWise.treatsRowsAlone(node)) {
                moving.add(node.outputs().get(0));
                rowWise.rowOperands(node).forEach(name -> movingReaders.merge(name, 1, Integer::sum));
            }
        }
        return moving;
    }

    private void move(Node node, String lastAxis) {
        List<String> operands = new ArrayList<>(node.inputs());
        for (int i = 0; i < operands.size(); i++) {
            if (rowWise.holdsRows(node, i) && !moved.contains(operands.get(i))) {
                operands.set(i, pickedRows(operands.get(i)));
            }
        }
        for (String output : node.outputs()) {
            if (!output.isEmpty()) {
                moved.add(output);
                types.put(output, withRows(output, rowCount()));
            }
        }
        nodes.add(RowWise.onOneRowAxis(node.withInputs(operands), lastAxis));
    }

    /** The wanted rows of a value that is needed whole or is not computed row by row. */
    private String pickedRows(String value) {
        return picked.computeIfAbsent(value, whole -> {
            String data = whole;
            if (typed.type(whole).shape().rank() == 2) {
                data = scope + whole + "/by_token";
                String shape = data + "/shape";
                constants.put(shape, Constant.of(Tensor.of(new long[] {sizes[0], sizes[1], -1}, 3)));
                types.put(shape, TensorType.of(ElementType.INT64, 3));
                types.put(data, withRows(whole, sizes[0], sizes[1]));
                add("Reshape", data, whole, shape);
            }
            String rows = scope + whole + "/picked";
            types.put(rows, withRows(whole, rowCount()));
            add("GatherND", rows, data, selection.inputs().get(1));
            return rows;
        });
    }

    private void add(String operator, String output, String... inputs) {
        nodes.add(new Node(operator, "", output, List.of(inputs), List.of(output), Map.of()));
    }

    private long rowCount() {
        return typed.type(selection.inputs().get(1)).shape().dim(0).size();
    }

    /** The type of a value with other axes of rows before its last axis. */
    private TensorType withRows(String value, Object... rows) {
        TensorType type = typed.type(value);
        List<Object> dims = new ArrayList<>(List.of(rows));
        dims.add(type.shape().dim(-1).size());
        return TensorType.of(type.element(), dims.toArray());
    }
}

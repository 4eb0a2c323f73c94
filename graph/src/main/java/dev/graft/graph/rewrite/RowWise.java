package dev.graft.graph.rewrite;

import dev.graft.graph.Attribute;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Tells which operators treat each row of {@code [batch, tokens, width]}, or of the same rows as {@code [batch · tokens,
 * width]}, by itself.
 */
final class RowWise {
    private static final Set<String> ELEMENTWISE = Set.of(
            "Abs",
            "Add",
            "Cast",
            "Clip",
            "Cos",
            "Div",
            "Elu",
            "Erf",
            "Exp",
            "Gelu",
            "HardSigmoid",
            "HardSwish",
            "Identity",
            "LeakyRelu",
            "Log",
            "Max",
            "Min",
            "Mul",
            "Neg",
            "Pow",
            "Reciprocal",
            "Relu",
            "Sigmoid",
            "Sin",
            "Softplus",
            "Sqrt",
            "Sub",
            "Sum",
            "Swish",
            "Tanh",
            "Where",
            "com.microsoft.BiasGelu",
            "com.microsoft.FastGelu",
            "com.microsoft.Gelu",
            "com.microsoft.QuickGelu");
    private static final Set<String> OVER_LAST_AXIS = Set.of(
            "Concat",
            "LayerNormalization",
            "LogSoftmax",
            "RMSNormalization",
            "SimplifiedLayerNormalization",
            "Softmax",
            "Split");
    private static final Set<String> REDUCTIONS =
            Set.of("ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum", "ReduceSumSquare");

    private static final Set<String> PRODUCTS = Set.of("MatMul", "Gemm", "com.microsoft.FusedMatMul");

    private final TypedGraph typed;
    private final long batch;
    private final long tokens;

    RowWise(TypedGraph typed, long batch, long tokens) {
        this.typed = typed;
        this.batch = batch;
        this.tokens = tokens;
    }

    /** Whether the value holds one row for each token. */
    boolean isRows(String value) {
        long[] sizes = sizes(value);
        return sizes != null
                && (sizes.length == 3 && sizes[0] == batch && sizes[1] == tokens
                        || sizes.length == 2 && sizes[0] == batch * tokens);
    }

    /** Whether rows of the node's outputs depend on the same rows of its inputs alone. */
    boolean treatsRowsAlone(Node node) {
        if (!node.outputs().stream().allMatch(output -> output.isEmpty() || isRows(output))) {
            return false;
        }
        String type = node.qualifiedType();
        if (type.equals("Reshape")) {
            return isRows(node.inputs().get(0)) && sameWidth(node);
        }
        if (PRODUCTS.contains(type)) {
            return isPlainProduct(node) && node.inputs().stream().skip(2).allMatch(this::isOneForAllRows);
        }
        if (REDUCTIONS.contains(type)) {
            return isRows(node.inputs().get(0)) && node.intAttribute("keepdims", 1) == 1 && reducesLastAxis(node);
        }
        boolean alone = ELEMENTWISE.contains(type) || OVER_LAST_AXIS.contains(type) && isLastAxis(node);
        return alone && (type.equals("Split") ? isRows(node.inputs().get(0)) : operandsAlign(node));
    }

    /** Whether an operand of a row-wise operator holds rows; the right operand of a product never does. */
    boolean holdsRows(Node node, int operand) {
        boolean product = PRODUCTS.contains(node.qualifiedType());
        return product ? operand == 0 : isRows(node.inputs().get(operand));
    }

    /** The operands of a row-wise operator that hold rows. */
    List<String> rowOperands(Node node) {
        return IntStream.range(0, node.inputs().size())
                .filter(operand -> holdsRows(node, operand))
                .mapToObj(operand -> node.inputs().get(operand))
                .toList();
    }

    /**
     * The same operator on rows that stand in one axis, {@code [rows, width]}.
     *
     * @param lastAxis the name of a constant that holds -1
     */
    static Node onOneRowAxis(Node node, String lastAxis) {
        String type = node.qualifiedType();
        if (type.equals("Reshape")) {
            return new Node("Identity", "", node.name(), node.inputs().subList(0, 1), node.outputs(), Map.of());
        }
        if (REDUCTIONS.contains(type)) {
            return node.withInputs(List.of(node.inputs().get(0), lastAxis));
        }
        if (!OVER_LAST_AXIS.contains(type)) {
            return node;
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.put("axis", new Attribute.Int(-1));
        return node.withAttributes(attributes);
    }

    private boolean sameWidth(Node node) {
        long[] before = sizes(node.inputs().get(0));
        long[] after = sizes(node.outputs().get(0));
        return before[before.length - 1] == after[after.length - 1];
    }

    private boolean isPlainProduct(Node node) {
        long[] right = sizes(node.inputs().get(1));
        return isRows(node.inputs().get(0))
                && right != null
                && right.length == 2
                && node.intAttribute("transA", 0) == 0
                && node.intAttribute("transBatchA", 0) == 0
                && node.intAttribute("transBatchB", 0) == 0;
    }

    private boolean reducesLastAxis(Node node) {
        return node.hasInput(1)
                && LastAxis.isNamed(typed, node.inputs().get(1), node.inputs().get(0));
    }

    private boolean isLastAxis(Node node) {
        int rank = typed.type(node.outputs().get(0)).shape().rank();
        boolean firstByDefault = node.opType().equals("Split") || node.opType().equals("Concat");
        return LastAxis.isAxisOf(node, rank, firstByDefault ? 0 : -1);
    }

    /** Operands are rows of one rank, or the same for every row. */
    private boolean operandsAlign(Node node) {
        int rank = typed.type(node.outputs().get(0)).shape().rank();
        boolean found = false;
        for (String input : node.inputs()) {
            boolean rows = isRows(input) && sizes(input).length == rank;
            if (!rows && !isOneForAllRows(input)) {
                return false;
            }
            found |= rows;
        }
        return found;
    }

    private boolean isOneForAllRows(String input) {
        long[] sizes = input.isEmpty() ? new long[0] : sizes(input);
        return sizes != null && sizes.length <= 1;
    }

    /** The static sizes of a value, or null. */
    private long[] sizes(String value) {
        TensorType type = typed.type(value);
        Shape shape = type == null ? null : type.shape();
        return shape == null || !shape.isStatic() ? null : shape.sizes();
    }
}

package dev.graft.graph.rewrite;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.LateDecoding;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Computes what depends on nothing but constants and known shapes, and keeps the results as constants. */
final class ConstantFolding {
    /** Larger results, such as transposed weights, are left to the run. */
    private static final long LARGEST_RESULT = 1 << 20;

    /** Larger tables are not decoded for the few rows that are taken of them. */
    private static final long LARGEST_TABLE = 1 << 24;

    /** What takes a part of its first operand. */
    private static final Set<String> SELECTING = Set.of("Gather", "GatherElements", "GatherND", "Slice");

    /** What sizes are computed with; of a few sizes they make a few. */
    private static final Set<String> SIZE_ARITHMETIC = Set.of(
            "Add",
            "Cast",
            "Concat",
            "Div",
            "Gather",
            "Identity",
            "Mul",
            "Reshape",
            "Slice",
            "Squeeze",
            "Sub",
            "Unsqueeze");

    private static final int MOST_SIZES = 16;

    private final TypedGraph typed;
    private final Predicate<Node> isCheap;
    private final Map<String, Constant> constants;
    private final Set<String> computable = new HashSet<>();
    /** Decoded tables, which are computed only for what selects from them, and otherwise left to the run. */
    private final Set<String> tables = new HashSet<>();

    private final List<Node> computed = new ArrayList<>();
    private final List<Node> remaining = new ArrayList<>();

    private ConstantFolding(TypedGraph typed, boolean sizesOnly) {
        this.typed = typed;
        this.isCheap = sizesOnly
                ? this::isSizeArithmetic
                : node -> node.outputs().stream().allMatch(this::isSmall);
        this.constants = new LinkedHashMap<>(typed.graph().constants());
    }

    static TypedGraph fold(TypedGraph typed) {
        return new ConstantFolding(typed, false).run();
    }

    /**
     * Computes the sizes that follow from the shapes of the inputs alone, before other types are known. Inference of
     * some fused operators fails on a size that is computed in the graph: it expects INT32 and is handed INT64.
     */
    static Graph foldSizes(Graph graph) {
        Map<String, TensorType> declared = new LinkedHashMap<>();
        graph.inputs().stream()
                .filter(input -> input.type() != null)
                .forEach(input -> declared.put(input.name(), input.type()));
        return new ConstantFolding(new TypedGraph(graph, declared), true).run().graph();
    }

    private TypedGraph run() {
        Graph graph = typed.graph();
        graph.nodes().forEach(this::sort);
        Set<String> wanted = new LinkedHashSet<>(graph.outputNames());
        remaining.forEach(node -> wanted.addAll(node.reads()));
        wanted.retainAll(computable);
        if (!wanted.isEmpty()) {
            evaluate(wanted).forEach((name, tensor) -> constants.put(name, Constant.of(tensor)));
        }
        Map<String, TensorType> types = new LinkedHashMap<>(typed.types());
        constants.forEach(
                (name, constant) -> types.put(name, new TensorType(constant.type(), Shape.of(constant.shape()))));
        return new TypedGraph(
                graph.withConstants(constants).withNodes(remaining).pruned(), types);
    }

    private void sort(Node node) {
        if (node.opType().equals("Constant") && literal(node)) {
            return;
        }
        if (node.opType().equals("Shape") && shapeLiteral(node)) {
            return;
        }
        if (node.isView() && view(node)) {
            return;
        }
        if (isComputable(node)) {
            computed.add(node);
            computable.addAll(node.outputs());
            return;
        }
        if (isTable(node)) {
            computed.add(node);
            tables.addAll(node.outputs());
        }
        remaining.add(node);
    }

    private boolean literal(Node node) {
        if (node.attributes().get("value") instanceof Attribute.Data data) {
            constants.put(node.outputs().get(0), data.value());
            return true;
        }
        return false;
    }

    private boolean shapeLiteral(Node node) {
        TensorType type = typed.type(node.inputs().get(0));
        if (type == null || !type.shape().isStatic()) {
            return false;
        }
        long[] sizes = type.shape().sizes();
        int start = clamp(node.intAttribute("start", 0), sizes.length);
        int end = clamp(node.intAttribute("end", sizes.length), sizes.length);
        long[] part = Arrays.copyOfRange(sizes, start, Math.max(start, end));
        constants.put(node.outputs().get(0), Constant.of(Tensor.of(part, part.length)));
        return true;
    }

    /** What is stored stays where it is, however large. */
    private boolean view(Node node) {
        TensorType type = node.domain().isEmpty() ? typed.type(node.outputs().get(0)) : null;
        if (type == null
                || !type.shape().isStatic()
                || !(constants.get(node.inputs().get(0)) instanceof Constant.Stored stored)) {
            return false;
        }
        constants.put(
                node.outputs().get(0), stored.as(stored.type(), type.shape().sizes()));
        return true;
    }

    private static int clamp(long axis, int rank) {
        return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }

    private boolean isComputable(Node node) {
        boolean random = node.opType().startsWith("Random")
                || node.opType().equals("Bernoulli")
                || node.opType().equals("Multinomial");
        boolean hasSubgraph =
                node.attributes().values().stream().anyMatch(attribute -> attribute instanceof Attribute.Subgraph);
        return !random && !hasSubgraph && areAtHand(node) && isCheap.test(node);
    }

    private boolean areAtHand(Node node) {
        List<String> inputs = node.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            String input = inputs.get(i);
            boolean isSource = i == 0 && SELECTING.contains(node.opType());
            if (isSource
                    ? !isKnown(input) && !tables.contains(input)
                    : !isKnown(input) || isMatrixInFile(node, input)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether an operand stays in its file, shared by all sessions, and is decoded in each run where it has to be. Kernels of
     * convolutions do not: with constant ones the runtime takes a faster layout.
     */
    private boolean isMatrixInFile(Node node, String input) {
        return constants.get(input) instanceof Constant.Stored stored
                && stored.shape().length <= 2
                && LateDecoding.isLarge(node, stored);
    }

    private boolean isTable(Node node) {
        return node.opType().equals("Cast")
                && constants.get(node.inputs().get(0)) instanceof Constant.Stored stored
                && Tensor.elementCount(stored.shape()) <= LARGEST_TABLE;
    }

    private boolean isSizeArithmetic(Node node) {
        return node.domain().isEmpty()
                && SIZE_ARITHMETIC.contains(node.opType())
                && node.inputs().stream().noneMatch(tables::contains)
                && node.inputs().stream()
                        .map(constants::get)
                        .allMatch(constant -> constant == null || Tensor.elementCount(constant.shape()) <= MOST_SIZES);
    }

    private boolean isKnown(String input) {
        return input.isEmpty() || constants.containsKey(input) || computable.contains(input);
    }

    /** A size that depends on values, such as how many of them are not zero, is taken for small. */
    private boolean isSmall(String output) {
        TensorType type = typed.type(output);
        return output.isEmpty()
                || type != null && (!type.shape().isStatic() || type.shape().elementCount() <= LARGEST_RESULT);
    }

    private Map<String, Tensor> evaluate(Set<String> wanted) {
        List<ValueInfo> outputs =
                wanted.stream().map(name -> new ValueInfo(name, null)).toList();
        Graph constantPart = new Graph(
                        "constants",
                        List.of(),
                        outputs,
                        constants,
                        computed,
                        typed.graph().opsets())
                .pruned();
        SessionConfig config = SessionConfig.DEFAULT
                .withThreads(1)
                .withPrepack(false)
                .withOptimization(SessionConfig.Optimization.NONE);
        try (Session session = Session.open(constantPart, config)) {
            return session.run(Map.of());
        }
    }
}

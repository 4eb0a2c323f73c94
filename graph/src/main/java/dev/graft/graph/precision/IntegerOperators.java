package dev.graft.graph.precision;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Operators that read and make integers which stand for numbers by fixed scales, such as {@code QLinearMatMul}, taken apart:
 * {@code DequantizeLinear} of what they read, the operator on numbers, {@code QuantizeLinear} of what it makes. That is what
 * they are defined to compute, but for the order of rounding. Operators that only move integers are moved behind the
 * {@code DequantizeLinear} likewise. What becomes of the roundings is the business of {@link RoundedActivations}.
 */
final class IntegerOperators {
    /** Operators of two operands and of one, by what they compute of numbers. */
    private static final Map<String, String> BINARY = Map.of("QLinearAdd", "Add", "QLinearMul", "Mul");

    private static final Map<String, String> UNARY = Map.of(
            "QLinearSigmoid", "Sigmoid",
            "QLinearLeakyRelu", "LeakyRelu",
            "QLinearSoftmax", "Softmax",
            "QLinearAveragePool", "AveragePool",
            "QLinearGlobalAveragePool", "GlobalAveragePool");

    /** Operators whose results are among the numbers that they read. */
    private static final Set<String> MOVING = Set.of(
            "Expand",
            "Flatten",
            "Gather",
            "Identity",
            "MaxPool",
            "Reshape",
            "Slice",
            "Split",
            "Squeeze",
            "Tile",
            "Transpose",
            "Unsqueeze");

    /** The first operator set whose {@code Softmax} is along one axis. */
    private static final int SOFTMAX_OF_ONE_AXIS = 13;

    /** How integers stand for numbers, by name. */
    private record Scale(String scale, String zero) {}

    private final Graph graph;
    private final GraphBuilder g;
    private final Map<String, Scale> scales = new HashMap<>();

    private IntegerOperators(Graph graph) {
        this.graph = graph;
        this.g = GraphBuilder.from(graph.withNodes(List.of()), Map.of());
    }

    /** The graph without such operators; the same graph where it has none. */
    static Graph takeApart(Graph graph) {
        return graph.nodes().stream().anyMatch(IntegerOperators::isOne)
                ? new IntegerOperators(graph).takeApart()
                : graph;
    }

    private static boolean isOne(Node node) {
        return node.opType().startsWith("QLinear")
                || node.qualifiedType().equals(Graph.MICROSOFT + ".QGemm")
                || node.qualifiedType().equals("QuantizeLinear");
    }

    private Graph takeApart() {
        for (Node node : graph.nodes()) {
            g.scope("numbers/" + (node.hasOutput(0) ? node.outputs().get(0) : node.name()));
            if (!replaced(node)) {
                g.append(node);
            }
        }
        return g.build().pruned();
    }

    private boolean replaced(Node node) {
        String type = node.opType();
        if (node.qualifiedType().equals("QuantizeLinear") && node.hasInput(2)) {
            scales.put(node.outputs().get(0), scale(node, 1));
            return false;
        }
        switch (node.domain()) {
            case "" -> {
                if (type.equals("QLinearMatMul") && node.hasInput(7)) {
                    Value product = g.op("MatMul", Map.of(), number(node, 0, 1), number(node, 3, 1));
                    return rounded(node, product, 6);
                }
                if (type.equals("QLinearConv") && node.hasInput(7)) {
                    return rounded(node, convolution(node), 6);
                }
                return MOVING.contains(type) && moved(node);
            }
            case Graph.MICROSOFT -> {
                return fused(node, type);
            }
            default -> {
                return false;
            }
        }
    }

    private boolean fused(Node node, String type) {
        if (BINARY.containsKey(type) && node.hasInput(7)) {
            return rounded(node, g.op(BINARY.get(type), Map.of(), number(node, 0, 1), number(node, 3, 1)), 6);
        }
        if (UNARY.containsKey(type) && node.hasInput(4) && isPlain(node)) {
            Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
            attributes.keySet().removeAll(Set.of("channels_last", "opset"));
            return rounded(node, g.op(UNARY.get(type), attributes, number(node, 0, 1)), 3);
        }
        return switch (type) {
            case "QGemm" -> gemm(node);
            case "QLinearConcat" -> concat(node);
            case "QLinearWhere" -> node.hasInput(8) && rounded(node, choice(node), 7);
            default -> false;
        };
    }

    /** Whether a node is of the layout and the meaning that the operator on numbers has here. */
    private static boolean isPlain(Node node) {
        boolean softmax = node.opType().equals("QLinearSoftmax");
        return node.intAttribute("channels_last", 0) == 0
                && (!softmax || node.intAttribute("opset", SOFTMAX_OF_ONE_AXIS) >= SOFTMAX_OF_ONE_AXIS);
    }

    private Scale scale(Node node, int at) {
        return new Scale(node.inputs().get(at), node.inputs().get(at + 1));
    }

    /** The numbers that an operand stands for; its scale and zero point follow it. */
    private Value number(Node node, int at, int axis) {
        return number(node.inputs().get(at), scale(node, at + 1), axis);
    }

    private Value number(String integers, Scale scale, int axis) {
        Constant constant = graph.constants().get(scale.scale());
        boolean one = constant == null || Tensor.elementCount(constant.shape()) == 1;
        return g.op(
                "DequantizeLinear",
                "",
                one ? Map.of() : Map.of("axis", axis),
                ElementType.FLOAT,
                untyped(integers),
                untyped(scale.scale()),
                untyped(scale.zero()));
    }

    private Value untyped(String name) {
        return new Value(g, name, ElementType.FLOAT);
    }

    /** Rounds a result as a node does. */
    private boolean rounded(Node node, Value result, int scaleAt) {
        round(node.outputs().get(0), result.name(), scale(node, scaleAt));
        return true;
    }

    private void round(String integers, String numbers, Scale scale) {
        List<String> operands = List.of(numbers, scale.scale(), scale.zero());
        g.append(new Node("QuantizeLinear", "", integers + "/rounded", operands, List.of(integers), Map.of()));
        scales.put(integers, scale);
    }

    private Value convolution(Node node) {
        Value x = number(node, 0, 1);
        Value kernel = number(node, 3, 0);
        if (!node.hasInput(8)) {
            return g.op("Conv", node.attributes(), x, kernel);
        }
        return g.op("Conv", node.attributes(), x, kernel, bias(node, 8, 1));
    }

    /** A bias of whole numbers, whose scale is the product of those of both operands and a factor. */
    private Value bias(Node node, int at, double factor) {
        Value scale =
                untyped(node.inputs().get(1)).multiply(untyped(node.inputs().get(4)));
        Value bias = new Value(g, node.inputs().get(at), ElementType.INT32).cast(ElementType.FLOAT);
        return bias.multiply(factor == 1 ? scale : scale.multiply(factor));
    }

    private boolean gemm(Node node) {
        if (!node.hasInput(5) || node.hasInput(7) && !node.hasInput(8)) {
            return false;
        }
        Value a = number(node, 0, 1);
        Value b = number(node, 3, node.intAttribute("transB", 0) != 0 ? 0 : 1);
        Value y = node.hasInput(6)
                ? g.op("Gemm", node.attributes(), a, b, bias(node, 6, node.floatAttribute("alpha", 1)))
                : g.op("Gemm", node.attributes(), a, b);
        if (node.hasInput(7)) {
            return rounded(node, y, 7);
        }
        g.define(node.outputs().get(0), y);
        return true;
    }

    private boolean concat(Node node) {
        List<Value> parts = new ArrayList<>();
        for (int at = 2; at < node.inputs().size(); at += 3) {
            if (!node.hasInput(at + 2)) {
                return false;
            }
            parts.add(number(node, at, 1));
        }
        return rounded(node, g.op("Concat", node.attributes(), parts.toArray(Value[]::new)), 0);
    }

    private Value choice(Node node) {
        return g.op(
                "Where",
                "",
                Map.of(),
                ElementType.FLOAT,
                untyped(node.inputs().get(0)),
                number(node, 1, 1),
                number(node, 4, 1));
    }

    /** Moves numbers in place of the integers that stand for them. */
    private boolean moved(Node node) {
        Scale scale = node.hasInput(0) ? scales.get(node.inputs().get(0)) : null;
        if (scale == null || node.opType().equals("MaxPool") && node.hasOutput(1)) {
            return false;
        }
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(0, number(inputs.get(0), scale, 1).name());
        Map<String, String> numbers = new LinkedHashMap<>();
        for (String output : node.outputs()) {
            numbers.put(output, output + "/number");
        }
        g.append(node.withInputs(inputs).withOutputs(List.copyOf(numbers.values())));
        numbers.forEach((integers, number) -> round(integers, number, scale));
        return true;
    }
}

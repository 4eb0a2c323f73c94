package dev.graft.graph.beginning;

import dev.graft.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** What becomes of operators on the tokens behind a beginning, and in which axis their results have them. */
final class TokenRules {
    private static final Set<String> ELEMENTWISE = Set.of(
            "Abs",
            "Add",
            "And",
            "Cast",
            "Ceil",
            "Celu",
            "Clip",
            "Cos",
            "Div",
            "Elu",
            "Equal",
            "Erf",
            "Exp",
            "Floor",
            "Gelu",
            "Greater",
            "GreaterOrEqual",
            "HardSigmoid",
            "HardSwish",
            "Identity",
            "IsInf",
            "IsNaN",
            "LeakyRelu",
            "Less",
            "LessOrEqual",
            "Log",
            "Max",
            "Min",
            "Mish",
            "Mod",
            "Mul",
            "Neg",
            "Not",
            "Or",
            "Pow",
            "Reciprocal",
            "Relu",
            "Round",
            "Selu",
            "Sigmoid",
            "Sign",
            "Sin",
            "Softplus",
            "Softsign",
            "Sqrt",
            "Sub",
            "Sum",
            "Swish",
            "Tanh",
            "ThresholdedRelu",
            "Where",
            "com.microsoft.BiasGelu",
            "com.microsoft.FastGelu",
            "com.microsoft.Gelu",
            "com.microsoft.QuickGelu");

    private static final Map<String, BiConsumer<Node, RestOfTokens>> RULES = new HashMap<>();

    static {
        ELEMENTWISE.forEach(operator -> RULES.put(operator, TokenRules::aligned));
        List.of("Reshape", "Squeeze", "Unsqueeze", "Flatten")
                .forEach(operator -> RULES.put(operator, TokenRules::reshaped));
        List.of("Softmax", "LogSoftmax").forEach(operator -> RULES.put(operator, TokenRules::overOneAxis));
        List.of("LayerNormalization", "RMSNormalization", "SimplifiedLayerNormalization")
                .forEach(operator -> RULES.put(operator, TokenRules::overLastAxes));
        List.of("ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum", "ReduceSumSquare")
                .forEach(operator -> RULES.put(operator, TokenRules::reduced));
        List.of("MatMul", "com.microsoft.FusedMatMul").forEach(operator -> RULES.put(operator, TokenProducts::apply));
        RULES.put("Gemm", TokenProducts::applyToRows);
        RULES.put("Transpose", TokenRules::transposed);
        RULES.put("Expand", TokenRules::expanded);
        RULES.put("Concat", TokenRules::concatenated);
        RULES.put("Split", TokenRules::split);
        RULES.put("Slice", TokenRules::sliced);
        RULES.put("Gather", TokenRules::gathered);
    }

    private TokenRules() {}

    static void apply(Node node, RestOfTokens rest) {
        BiConsumer<Node, RestOfTokens> rule = RULES.get(node.qualifiedType());
        Inseparable.unless(rule != null, node, "what it does to each token is not known");
        rule.accept(node, rest);
    }

    /** Operands that are broadcast to each other; those that follow from the texts have all axes. */
    private static void aligned(Node node, RestOfTokens rest) {
        int rank = rest.sizes(node, node.outputs().get(0)).length;
        TokenAxis axis = commonAxis(node, rest, rank);
        List<String> inputs = new ArrayList<>();
        for (String value : node.inputs()) {
            if (value.isEmpty() || rest.axis(value) != null) {
                inputs.add(value);
            } else {
                int less = rank - rest.sizes(node, value).length;
                inputs.add(rest.rest(node, value, axis.axis() - less, axis));
            }
        }
        rest.add(node.withInputs(inputs), axis);
    }

    private static TokenAxis commonAxis(Node node, RestOfTokens rest, int rank) {
        TokenAxis common = null;
        for (String value : node.inputs()) {
            TokenAxis axis = rest.axis(value);
            if (axis != null) {
                boolean same = common == null || common.equals(axis);
                Inseparable.unless(
                        same && rest.sizes(node, value).length == rank, node, "its operands have tokens in other axes");
                common = axis;
            }
        }
        return common;
    }

    /** The first input follows from the texts, and none but it. */
    private static TokenAxis first(Node node, RestOfTokens rest) {
        TokenAxis axis = rest.axis(node.inputs().get(0));
        boolean alone = axis != null && node.inputs().stream().skip(1).allMatch(value -> rest.axis(value) == null);
        Inseparable.unless(alone, node, "operands follow from the texts that should not");
        return axis;
    }

    private static void reshaped(Node node, RestOfTokens rest) {
        TokenAxis axis = first(node, rest);
        String output = node.outputs().get(0);
        long[] to = rest.sizes(node, output);
        TokenAxis found = axis.reshaped(rest.sizes(node, node.inputs().get(0)), to, rest.tokens());
        Inseparable.unless(found != null, node, "its result has no axis of tokens");
        to[found.axis()] = found.size(rest.tokensOfRest());
        String sizes = rest.constant(output + "/rest_sizes", to);
        List<String> inputs = List.of(node.inputs().get(0), sizes);
        rest.add(new Node("Reshape", "", node.name(), inputs, node.outputs(), Map.of()), found);
    }

    private static void expanded(Node node, RestOfTokens rest) {
        TokenAxis axis = first(node, rest);
        String output = node.outputs().get(0);
        long[] to = rest.sizes(node, output);
        long[] from = rest.sizes(node, node.inputs().get(0));
        Inseparable.unless(from.length == to.length && from[0] == to[0], node, "it repeats the rows");
        to[axis.axis()] = axis.size(rest.tokensOfRest());
        rest.add(node.withInputs(List.of(node.inputs().get(0), rest.constant(output + "/rest_sizes", to))), axis);
    }

    private static void transposed(Node node, RestOfTokens rest) {
        TokenAxis axis = first(node, rest);
        long[] order = node.intsAttribute("perm");
        Inseparable.unless(order != null && order[0] == 0, node, "it moves the rows");
        int at = IntStream.range(0, order.length)
                .filter(i -> order[i] == axis.axis())
                .findFirst()
                .orElseThrow();
        rest.add(node, axis.at(at));
    }

    private static void overOneAxis(Node node, RestOfTokens rest) {
        TokenAxis axis = first(node, rest);
        requireOther(node, rest, axis, node.intAttribute("axis", -1));
        rest.add(node, axis);
    }

    private static void overLastAxes(Node node, RestOfTokens rest) {
        TokenAxis axis = first(node, rest);
        int rank = rest.sizes(node, node.inputs().get(0)).length;
        Inseparable.unless(
                axis(node.intAttribute("axis", -1), rank) > axis.axis(), node, "it computes with all tokens together");
        rest.add(node, axis);
    }

    private static void reduced(Node node, RestOfTokens rest) {
        TokenAxis axis = first(node, rest);
        Inseparable.unless(node.hasInput(1), node, "it computes with all tokens together");
        int rank = rest.sizes(node, node.inputs().get(0)).length;
        long[] over = rest.constant(node, node.inputs().get(1));
        int before = 0;
        for (long each : over) {
            requireOther(node, rest, axis, each);
            before += axis(each, rank) < axis.axis() ? 1 : 0;
        }
        Inseparable.unless(over.length > 0, node, "it computes with all tokens together");
        rest.add(node, node.intAttribute("keepdims", 1) == 1 ? axis : axis.at(axis.axis() - before));
    }

    private static void concatenated(Node node, RestOfTokens rest) {
        int rank = rest.sizes(node, node.outputs().get(0)).length;
        TokenAxis axis = commonAxis(node, rest, rank);
        requireOther(node, rest, axis, node.intAttribute("axis", 0));
        List<String> inputs = node.inputs().stream()
                .map(value -> rest.axis(value) != null ? value : rest.rest(node, value, axis.axis(), axis))
                .toList();
        rest.add(node.withInputs(inputs), axis);
    }

    private static void split(Node node, RestOfTokens rest) {
        TokenAxis axis = first(node, rest);
        requireOther(node, rest, axis, node.intAttribute("axis", 0));
        rest.add(node, axis);
    }

    private static void sliced(Node node, RestOfTokens rest) {
        TokenAxis axis = first(node, rest);
        Inseparable.unless(node.hasInput(3), node, "the axes that it cuts are not named");
        Arrays.stream(rest.constant(node, node.inputs().get(3))).forEach(each -> requireOther(node, rest, axis, each));
        rest.add(node, axis);
    }

    private static void gathered(Node node, RestOfTokens rest) {
        TokenAxis axis = first(node, rest);
        int rank = rest.sizes(node, node.inputs().get(0)).length;
        long over = node.intAttribute("axis", 0);
        requireOther(node, rest, axis, over);
        int more = rest.sizes(node, node.inputs().get(1)).length - 1;
        rest.add(node, axis(over, rank) < axis.axis() ? axis.at(axis.axis() + more) : axis);
    }

    /** That an axis has neither the tokens nor the rows. */
    private static void requireOther(Node node, RestOfTokens rest, TokenAxis tokens, long axis) {
        int at = axis(axis, rest.sizes(node, firstOfTexts(node, rest)).length);
        Inseparable.unless(at != tokens.axis() && at != 0, node, "it computes with all tokens together");
    }

    private static String firstOfTexts(Node node, RestOfTokens rest) {
        return node.inputs().stream()
                .filter(value -> rest.axis(value) != null)
                .findFirst()
                .orElseThrow();
    }

    static int axis(long axis, int rank) {
        return Math.toIntExact(axis < 0 ? axis + rank : axis);
    }
}

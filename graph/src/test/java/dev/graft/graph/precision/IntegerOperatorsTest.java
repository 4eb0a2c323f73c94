package dev.graft.graph.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.GradientCheck;
import dev.graft.graph.autodiff.UndifferentiableException;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators on integers, against what the runtime's own code for them computes and against differences. */
class IntegerOperatorsTest {
    private static final double STEP = 0.03;

    private final Random random = new Random(3);
    private final GraphBuilder g = new GraphBuilder("integers");
    private final Value x = g.input("x", ElementType.FLOAT, 2, 12, 48);
    private final Value step = g.constant("step", Constant.of(Tensor.scalar((float) STEP)));
    private ElementType type = ElementType.UINT8;

    private Value zero() {
        return g.scalar(type, type == ElementType.UINT8 ? 128 : 0);
    }

    private Value rounded(Value value) {
        return g.op("QuantizeLinear", "", Map.of(), type, value, step, zero());
    }

    private Value numbers(Value integers, Value scale) {
        return g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, integers, scale, zero());
    }

    private Value scale(double value) {
        return g.constant(Tensor.scalar((float) value));
    }

    private Value op(String operator, String domain, Map<String, ?> attributes, Value... operands) {
        return g.op(operator, domain, attributes, type, operands);
    }

    /** Signed ones in 7 bits, since those of 8 overflow on processors without VNNI. */
    private Value integers(ElementType of, long... shape) {
        Tensor tensor = Tensor.allocate(of, shape);
        byte[] content = new byte[tensor.bytes().remaining()];
        random.nextBytes(content);
        for (int i = 0; i < content.length; i++) {
            content[i] >>= of == ElementType.INT8 ? 1 : 0;
        }
        tensor.bytes().put(content);
        return g.constant(tensor);
    }

    private Value scales(int count) {
        Tensor scales = Tensor.allocate(ElementType.FLOAT, count);
        for (int i = 0; i < count; i++) {
            scales.floats().put(i, 0.001f + 0.002f * random.nextFloat());
        }
        return g.constant(scales);
    }

    private Value biases(int count, int most) {
        Tensor biases = Tensor.allocate(ElementType.INT32, count);
        for (int i = 0; i < count; i++) {
            biases.ints().put(i, random.nextInt(2 * most) - most);
        }
        return g.constant(biases);
    }

    /**
     * The graph with no integers but those of matrices left computes the same up to the steps of the roundings, which are those
     * of the result, and has the gradient that differences have.
     */
    private void check(Value y, double most) {
        g.output("y", y);
        Graph file = g.build();
        Graph exact = RoundedActivations.undo(file);
        assertTrue(
                exact.nodes().stream()
                        .noneMatch(node -> node.opType().startsWith("Q")
                                || node.opType().equals("DequantizeLinear")
                                        && !exact.constants()
                                                .containsKey(node.inputs().get(0))),
                "a rounding is left in " + exact.nodes());
        Tensor input = TwoLayers.normal(random, 1, 2, 12, 48);
        float[] expected = run(file, input);
        float[] found = run(exact, input);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], most, "at " + i);
        }
        GradientCheck check = GradientCheck.of(file, Map.of("x", input), "y", "x", 1, SessionConfig.DEFAULT);
        assertTrue(check.relativeError() < 1e-3, "the gradient is off by " + check.relativeError());
    }

    private static float[] run(Graph graph, Tensor x) {
        try (Session session = Session.open(graph)) {
            return session.run(Map.of("x", x)).get("y").toFloatArray();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UINT8", "INT8"})
    void products(ElementType of) {
        type = of;
        Value zeros = g.constant(Tensor.allocate(ElementType.INT8, 32));
        Value result = scale(0.05);
        Value y = op(
                "QLinearMatMul",
                "",
                Map.of(),
                rounded(x),
                step,
                zero(),
                integers(ElementType.INT8, 48, 32),
                scales(32),
                zeros,
                result,
                zero());
        check(numbers(y, result), 0.1);
    }

    @Test
    void productsOfActivations() {
        Value result = scale(0.2);
        Value turned = op("Transpose", "", Map.of("perm", new long[] {0, 2, 1}), rounded(x));
        Value y = op("QLinearMatMul", "", Map.of(), rounded(x), step, zero(), turned, step, zero(), result, zero());
        check(numbers(y, result), 0.5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void matricesWithBias(boolean toNumbers) {
        Value result = scale(0.05);
        Value matrix = integers(ElementType.UINT8, 32, 48);
        Value weight = scale(0.002);
        Value flat = op("Reshape", "", Map.of(), rounded(x), g.ints(24, 48));
        Value y = toNumbers
                ? g.op(
                        "QGemm",
                        Graph.MICROSOFT,
                        Map.of("transB", 1, "alpha", 0.5f),
                        ElementType.FLOAT,
                        flat,
                        step,
                        zero(),
                        matrix,
                        weight,
                        zero(),
                        biases(32, 20_000))
                : numbers(
                        op(
                                "QGemm",
                                Graph.MICROSOFT,
                                Map.of("transB", 1),
                                flat,
                                step,
                                zero(),
                                matrix,
                                weight,
                                zero(),
                                biases(32, 20_000),
                                result,
                                zero()),
                        result);
        check(y, 0.15);
    }

    @Test
    void convolutions() {
        Value image = op("Reshape", "", Map.of(), rounded(x), g.ints(2, 3, 4, 48));
        Value result = scale(0.05);
        Value y = op(
                "QLinearConv",
                "",
                Map.of("strides", new long[] {2, 2}, "pads", new long[] {1, 1, 1, 1}),
                image,
                step,
                zero(),
                integers(ElementType.INT8, 5, 3, 2, 2),
                scales(5),
                g.constant(Tensor.allocate(ElementType.INT8, 5)),
                result,
                zero(),
                biases(5, 5_000));
        check(numbers(y, result), 0.1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"QLinearAdd", "QLinearMul"})
    void elementByElement(String operator) {
        Value table = integers(ElementType.UINT8, 48);
        Value result = scale(0.1);
        Value y = op(
                operator,
                Graph.MICROSOFT,
                Map.of(),
                rounded(x),
                step,
                zero(),
                table,
                scale(0.02),
                zero(),
                result,
                zero());
        check(numbers(y, result), 0.15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"QLinearSigmoid", "QLinearLeakyRelu", "QLinearSoftmax"})
    void functions(String operator) {
        Value result = scale(operator.equals("QLinearLeakyRelu") ? 0.04 : 0.008);
        Map<String, ?> attributes = switch (operator) {
            case "QLinearLeakyRelu" -> Map.of("alpha", 0.2f);
            case "QLinearSoftmax" -> Map.of("axis", -1L, "opset", 13L);
            default -> Map.of();
        };
        Value y = op(operator, Graph.MICROSOFT, attributes, rounded(x), step, zero(), result, zero());
        check(numbers(y, result), 0.06);
    }

    @Test
    void poolings() {
        Value image = op("Reshape", "", Map.of(), rounded(x), g.ints(2, 3, 4, 48));
        Value result = scale(0.03);
        Map<String, ?> window = Map.of("kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2});
        Value y = op("QLinearAveragePool", Graph.MICROSOFT, window, image, step, zero(), result, zero());
        Value z = op("QLinearGlobalAveragePool", Graph.MICROSOFT, Map.of(), y, result, zero(), result, zero());
        check(numbers(y, result).add(numbers(z, result)), 0.1);
    }

    @Test
    void joiningChoosingAndMoving() {
        Value result = scale(0.04);
        Value u = rounded(x);
        Value joined = op(
                "QLinearConcat", Graph.MICROSOFT, Map.of("axis", 2), result, zero(), u, step, zero(), u, step, zero());
        Value part = op("Slice", "", Map.of(), joined, g.ints(24), g.ints(72), g.ints(2));
        Value condition = g.constant(Tensor.of(new float[] {1, 0}, 2, 1, 1)).cast(ElementType.BOOL);
        Value chosen = op(
                "QLinearWhere",
                Graph.MICROSOFT,
                Map.of(),
                condition,
                part,
                result,
                zero(),
                u,
                step,
                zero(),
                result,
                zero());
        Value moved = op("Unsqueeze", "", Map.of(), op("Transpose", "", Map.of(), chosen), g.ints(0));
        check(numbers(moved, result), 0.1);
    }

    /** A form that is not known stays, and the gradient says which node it is and what to take instead. */
    @Test
    void anotherLayoutIsRefused() {
        Value image = op("Reshape", "", Map.of(), rounded(x), g.ints(2, 4, 48, 3));
        Value result = scale(0.03);
        Map<String, ?> last = Map.of("channels_last", 1L);
        Value y = op("QLinearGlobalAveragePool", Graph.MICROSOFT, last, image, step, zero(), result, zero());
        g.output("y", numbers(y, result));
        Graph graph = g.build();
        Tensor input = TwoLayers.normal(random, 1, 2, 12, 48);
        String message = Assertions.assertThrows(
                        UndifferentiableException.class,
                        () -> GradientCheck.of(graph, Map.of("x", input), "y", "x", 1, SessionConfig.DEFAULT))
                .getMessage();
        assertTrue(message.contains("model_fp16.onnx"), message);
    }

    @Test
    void aGraphWithoutThemStaysAsItIs() {
        g.output("y", x.tanh());
        Graph graph = g.build();
        assertSame(graph, IntegerOperators.takeApart(graph));
    }
}

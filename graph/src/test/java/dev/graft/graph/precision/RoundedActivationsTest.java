package dev.graft.graph.precision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.GradientCheck;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs as quantisers write them, against what the runtime computes of them and against differences. */
class RoundedActivationsTest {
    private final Random random = new Random(2);
    private final GraphBuilder g = new GraphBuilder("quantised");
    private final Value x = g.input("x", ElementType.FLOAT, 2, 12, 48);

    /** Signed ones in 7 bits, as quantisers write them for processors without VNNI, where those of 8 overflow. */
    private Tensor bytes(ElementType type, long... shape) {
        Tensor tensor = Tensor.allocate(type, shape);
        byte[] content = new byte[tensor.bytes().remaining()];
        random.nextBytes(content);
        for (int i = 0; type == ElementType.INT8 && i < content.length; i++) {
            content[i] >>= 1;
        }
        tensor.bytes().put(content);
        return tensor;
    }

    private Value matrix(ElementType type) {
        return g.constant("W", Constant.of(bytes(type, 48, 32)));
    }

    private Value scales(long... shape) {
        Tensor scales = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < scales.size(); i++) {
            scales.floats().put(i, 0.001f + 0.002f * random.nextFloat());
        }
        return g.constant(scales);
    }

    private List<Value> rounded(Value value) {
        return g.op(
                "DynamicQuantizeLinear",
                "",
                Map.of(),
                List.of(ElementType.UINT8, ElementType.FLOAT, ElementType.UINT8),
                value);
    }

    /** Near what the runtime computes of the file, and smooth, with the right gradient. */
    private void check(Value y, double most) {
        g.output("y", y.tanh());
        Graph file = g.build();
        Graph exact = RoundedActivations.undo(file);
        assertTrue(
                exact.nodes().stream()
                        .noneMatch(node -> node.opType().equals("QuantizeLinear")
                                || node.opType().startsWith("DynamicQuantize")
                                || node.opType().equals("MatMulInteger")
                                || node.opType().equals("ConvInteger")),
                "a rounding is left");
        Tensor input = TwoLayers.normal(random, 1, 2, 12, 48);
        float[] expected = run(file, input);
        float[] found = run(exact, input);
        double squares = 0;
        double all = 0;
        for (int i = 0; i < expected.length; i++) {
            squares += Math.pow(found[i] - expected[i], 2);
            all += Math.pow(expected[i], 2);
        }
        assertEquals(0, Math.sqrt(squares / all), most);
        GradientCheck check = GradientCheck.of(file, Map.of("x", input), "y", "x", 1, SessionConfig.DEFAULT);
        assertTrue(check.relativeError() < 1e-3, "the gradient is off by " + check.relativeError());
    }

    private static float[] run(Graph graph, Tensor x) {
        try (Session session = Session.open(graph)) {
            return session.run(Map.of("x", x)).get("y").toFloatArray();
        }
    }

    /** As {@code quantize_dynamic} of ONNX Runtime writes products: integers, their scales multiplied, and the product of both. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void productsOfIntegers(boolean perChannel) {
        ElementType type = perChannel ? ElementType.INT8 : ElementType.UINT8;
        List<Value> u = rounded(x);
        Value zero = g.constant(perChannel ? Tensor.allocate(type, 32) : bytes(type));
        Value product = g.op("MatMulInteger", "", Map.of(), ElementType.INT32, u.get(0), matrix(type), u.get(2), zero);
        Value scale = u.get(1).multiply(perChannel ? scales(32) : scales());
        check(product.cast(ElementType.FLOAT).multiply(scale), 0.02);
    }

    @Test
    void productsOfIntegersToNumbers() {
        List<Value> u = rounded(x);
        check(
                g.op(
                        "MatMulIntegerToFloat",
                        Graph.MICROSOFT,
                        Map.of(),
                        ElementType.FLOAT,
                        u.get(0),
                        matrix(ElementType.INT8),
                        u.get(1),
                        scales(32),
                        u.get(2),
                        null,
                        scales(32)),
                0.02);
    }

    @Test
    void productsThatRoundThemselves() {
        check(
                g.op(
                        "DynamicQuantizeMatMul",
                        Graph.MICROSOFT,
                        Map.of(),
                        ElementType.FLOAT,
                        x,
                        matrix(ElementType.INT8),
                        scales(),
                        g.constant(Tensor.allocate(ElementType.INT8)),
                        scales(32)),
                0.02);
    }

    @Test
    void convolutionsOfIntegers() {
        Value image = x.reshape(2, 3, 4, 48);
        List<Value> u = rounded(image);
        Value kernel = g.constant("K", Constant.of(bytes(ElementType.UINT8, 5, 3, 2, 2)));
        Value zero = g.constant(bytes(ElementType.UINT8));
        Value y = g.op(
                "ConvInteger",
                "",
                Map.of("strides", new long[] {2, 2}, "pads", new long[] {1, 1, 1, 1}),
                ElementType.INT32,
                u.get(0),
                kernel,
                u.get(2),
                zero);
        check(y.cast(ElementType.FLOAT).multiply(u.get(1).multiply(scales())), 0.03);
    }

    @Test
    void roundingsWithFixedScales() {
        Value scale = g.scalar(ElementType.FLOAT, 0.03);
        Value zero = g.scalar(ElementType.UINT8, 127);
        Value u = g.op("QuantizeLinear", "", Map.of(), ElementType.UINT8, x, scale, zero);
        Value v = g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, u, scale, zero);
        Value w = g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, matrix(ElementType.INT8), scales());
        check(v.matMul(w), 0.02);
    }

    /** The zero points of activations that are mostly negative are in the upper half of the integers. */
    @ParameterizedTest
    @ValueSource(strings = {"UINT8", "UINT16"})
    void roundingsAboutALargeZeroPoint(ElementType type) {
        boolean wide = type == ElementType.UINT16;
        Value scale = g.scalar(ElementType.FLOAT, wide ? 0.0001 : 0.03);
        Tensor point = Tensor.allocate(type);
        if (wide) {
            point.bytes().putShort((short) 40_000);
        } else {
            point.bytes().put((byte) 150);
        }
        Value zero = g.constant(point);
        g.requireOpset(21);
        Value u = g.op("QuantizeLinear", "", Map.of(), type, x, scale, zero);
        check(g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, u, scale, zero), 0.02);
    }

    /** Quantisers leave a {@code Relu} out where the integers hold nothing below 0. */
    @Test
    void roundingsWithFixedScalesCutNumbersOff() {
        Value scale = g.scalar(ElementType.FLOAT, 0.01);
        Value zero = g.scalar(ElementType.UINT8, 0);
        Value u = g.op("QuantizeLinear", "", Map.of(), ElementType.UINT8, x, scale, zero);
        check(g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, u, scale, zero), 0.02);
    }

    /** As trainings that are aware of the quantisation export weights. */
    @Test
    void theRoundingOfAMatrixIsTheModelAndStays() {
        Value matrix = g.constant("W", Constant.of(TwoLayers.normal(random, 1, 48, 32)));
        Value scale = g.scalar(ElementType.FLOAT, 0.8);
        Value zero = g.scalar(ElementType.INT8, 0);
        Value u = g.op("QuantizeLinear", "", Map.of(), ElementType.INT8, matrix, scale, zero);
        Value y = x.matMul(g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, u, scale, zero));
        g.output("y", y);
        Graph graph = g.build();
        Tensor input = TwoLayers.normal(random, 1, 2, 12, 48);
        assertArrayEquals(run(graph, input), run(RoundedActivations.undo(graph), input), 1e-4f);
        GradientCheck check = GradientCheck.of(graph, Map.of("x", input), "y", "x", 1, SessionConfig.DEFAULT);
        assertTrue(check.relativeError() < 1e-3, "the gradient is off by " + check.relativeError());
    }

    /** What is not known to cancel out is left as it is, and refused by the gradient. */
    @ParameterizedTest
    @ValueSource(strings = {"no zero point", "scale elsewhere", "integers elsewhere"})
    void aDynamicRoundingOfAnotherFormStays(String form) {
        List<Value> u = rounded(x);
        Value zero = form.equals("no zero point") ? null : u.get(2);
        Value product =
                g.op("MatMulInteger", "", Map.of(), ElementType.INT32, u.get(0), matrix(ElementType.INT8), zero, null);
        Value y = product.cast(ElementType.FLOAT).multiply(u.get(1));
        if (form.equals("scale elsewhere")) {
            y = y.divide(u.get(1).add(1));
        }
        g.output("y", y);
        if (form.equals("integers elsewhere")) {
            g.output("sum", product.add(product));
        }
        Graph graph = g.build();
        Tensor input = TwoLayers.normal(random, 1, 2, 12, 48);
        assertArrayEquals(run(graph, input), run(RoundedActivations.undo(graph), input), 1e-4f);
    }

    @Test
    void aRoundingThatSomethingElseReadsStays() {
        List<Value> u = rounded(x);
        g.output("q", u.get(0));
        g.output("y", u.get(0).cast(ElementType.FLOAT).multiply(u.get(1)));
        Graph graph = g.build();
        assertEquals(
                graph.nodes().size(), RoundedActivations.undo(graph).nodes().size());
    }

    @Test
    void aGraphWithoutRoundingsStaysAsItIs() {
        g.output("y", x.tanh());
        Graph graph = g.build();
        assertSame(graph, RoundedActivations.undo(graph));
    }

    /** By ONNX Runtime's descriptions of its operators; the others round each block of a matrix, or by a range that the file tells. */
    @Test
    void whatRoundsAllOfATensorByItsLargestNumber() {
        for (String type : List.of(
                "DynamicQuantizeLinear",
                "DynamicQuantizeMatMul",
                "MatMulNBits",
                "QuantizeLinear",
                "MatMulIntegerToFloat")) {
            String domain = type.contains("MatMul") ? Graph.MICROSOFT : "";
            Node node = new Node(type, domain, "node", List.of("x"), List.of("y"), Map.of());
            assertEquals(type.startsWith("Dynamic"), RoundedActivations.roundsTogether(node), type);
        }
    }
}

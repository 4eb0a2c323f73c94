package dev.graft.graph.precision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.rewrite.SinglePrecision;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrices that a file holds in another form than FLOAT; what is expected is what the runtime makes of them in FLOAT. */
class FrozenSourcesTest {
    private static final int IN = 256;
    private static final int OUT = 320;

    @TempDir
    private Path cache;

    private final Random random = new Random(5);
    private final Tensor x = TwoLayers.normal(random, 1, 9, IN);
    private final GraphBuilder g = new GraphBuilder("source");
    private final Value input = g.input("x", ElementType.FLOAT, 9, IN);

    /** As the graph says: optimised, the runtime multiplies by integers in precisions of its own. */
    private static float[] run(Graph graph, Tensor x) {
        SessionConfig literal = SessionConfig.DEFAULT.withOptimization(SessionConfig.Optimization.NONE);
        try (Session session = Session.open(graph, literal)) {
            return session.run(Map.of("x", x)).get("y").toFloatArray();
        }
    }

    private void check(Graph graph) {
        check(graph, x);
    }

    /** In two parts, so that the rounding of the matrix leaves next to nothing of its error. */
    private void check(Graph graph, Tensor feed) {
        Graph rounded = FrozenProducts.in(graph, Precision.INT16, IntegerForm.UNSIGNED, cache);
        assertTrue(
                rounded.nodes().stream().anyMatch(node -> node.opType().equals("MatMulIntegerToFloat")),
                "the product is not rounded");
        assertTrue(
                rounded.nodes().stream()
                        .noneMatch(node ->
                                node.opType().equals("Cast") || node.opType().equals("Transpose")),
                "the matrix is still widened in each run");
        float[] expected = run(graph, feed);
        float[] found = run(rounded, feed);
        double squares = 0;
        double all = 0;
        for (int i = 0; i < expected.length; i++) {
            squares += Math.pow(found[i] - expected[i], 2);
            all += Math.pow(expected[i], 2);
        }
        assertEquals(0, Math.sqrt(squares / all), 3e-4);
    }

    private Tensor bits(ElementType type, long... shape) {
        Tensor tensor = Tensor.allocate(type, shape);
        byte[] content = new byte[tensor.bytes().remaining()];
        random.nextBytes(content);
        tensor.bytes().put(content);
        return tensor;
    }

    private Value dequantized(Tensor integers, Tensor scales, Tensor zeros, Map<String, Object> attributes) {
        g.requireOpset(21);
        Value packed = g.constant("packed", Constant.of(integers));
        Value[] operands = zeros == null
                ? new Value[] {packed, g.constant(scales)}
                : new Value[] {packed, g.constant(scales), g.constant(zeros)};
        return g.op("DequantizeLinear", "", attributes, ElementType.FLOAT, operands);
    }

    private Tensor scales(long... shape) {
        Tensor scales = TwoLayers.normal(random, 0.01, shape);
        for (int i = 0; i < scales.size(); i++) {
            scales.floats().put(i, 0.001f + Math.abs(scales.floats().get(i)));
        }
        return scales;
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void ofHalfPrecision(ElementType type) {
        Tensor wide = TwoLayers.normal(random, 0.1, IN, OUT);
        Tensor half = Tensor.allocate(type, IN, OUT);
        ByteBuffer into = half.bytes();
        for (int i = 0; i < wide.size(); i++) {
            float value = wide.floats().get(i);
            into.putShort(
                    type == ElementType.FLOAT16 ? HalfPrecision.toFloat16(value) : HalfPrecision.toBfloat16(value));
        }
        GraphBuilder h = new GraphBuilder("half");
        h.output("y", h.input("x", type, 9, IN).matMul(h.constant("W", Constant.of(half))));
        check(SinglePrecision.widen(h.build()));
    }

    @Test
    void transposedInEachRun() {
        Value matrix = g.constant("W", Constant.of(TwoLayers.normal(random, 0.1, OUT, IN)));
        g.output("y", input.matMul(matrix.transpose(1, 0)));
        check(g.build());
    }

    @ParameterizedTest
    @CsvSource({"INT8, 0", "INT8, 1", "UINT8, 1", "UINT4, 0", "INT4, 1"})
    void ofIntegersByChannel(ElementType type, int axis) {
        long channels = axis == 0 ? IN : OUT;
        Tensor zeros = bits(type, channels);
        g.output("y", input.matMul(dequantized(bits(type, IN, OUT), scales(channels), zeros, Map.of("axis", axis))));
        check(g.build());
    }

    @Test
    void ofIntegersWithOneScale() {
        g.output("y", input.matMulTransposed(dequantized(bits(ElementType.INT8, OUT, IN), scales(), null, Map.of())));
        check(g.build());
    }

    @ParameterizedTest
    @CsvSource({"UINT4, 1, 32", "INT4, 0, 64", "UINT8, 0, 16", "INT8, 1, 64"})
    void ofIntegersByBlock(ElementType type, int axis, int block) {
        long[] shape = axis == 0 ? new long[] {IN / block, OUT} : new long[] {IN, OUT / block};
        Tensor zeros = bits(type, shape);
        g.output(
                "y",
                input.matMul(dequantized(
                        bits(type, IN, OUT), scales(shape), zeros, Map.of("axis", axis, "block_size", block))));
        check(g.build());
    }

    /** As quantisers of ONNX Runtime write weights; lowered for a training. The last block of 256 reaches beyond a row. */
    @ParameterizedTest
    @CsvSource({"4, 32", "8, 32", "4, 256", "8, 256"})
    void ofAFusedProductWithBlocks(int bits, int block) {
        int width = 640;
        long blocks = (width + block - 1L) / block;
        GraphBuilder h = new GraphBuilder("blocks");
        Value product = h.op(
                "MatMulNBits",
                Graph.MICROSOFT,
                Map.of("K", width, "N", OUT, "bits", bits, "block_size", block),
                ElementType.FLOAT,
                h.input("x", ElementType.FLOAT, 9, width),
                h.constant("W", Constant.of(bits(ElementType.UINT8, OUT, blocks, (long) block * bits / 8))),
                h.constant("s", Constant.of(scales(OUT * blocks))));
        h.output("y", product);
        Path file = cache.resolve("layer.onnx"); // what lies in a file is not computed beforehand
        OnnxFile.write(h.build(), file);
        Tensor feed = TwoLayers.normal(random, 1, 9, width);
        check(Specialization.of(OnnxFile.read(file), Map.of("x", feed.shape())).graph(), feed);
    }

    /** FP4 and NF4. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void ofAFusedProductWithCodes(int kind) {
        Map<String, Object> attributes = Map.of("K", IN, "N", OUT, "quant_type", kind, "block_size", 64);
        Value product = g.op(
                "MatMulBnb4",
                Graph.MICROSOFT,
                attributes,
                ElementType.FLOAT,
                input,
                g.constant("W", Constant.of(bits(ElementType.UINT8, OUT * IN / 2))),
                g.constant("s", Constant.of(scales((long) OUT * IN / 64))));
        g.output("y", product);
        Graph file = g.build();
        Graph lowered = Specialization.of(file, Map.of("x", x.shape())).graph();
        assertTrue(lowered.nodes().stream().noneMatch(node -> node.opType().equals("MatMulBnb4")));
        check(lowered);
        assertArrayEquals(run(file, x), run(lowered, x), 1e-4f);
    }

    /** The runtime names such a node when it is given the graph. */
    @ParameterizedTest
    @ValueSource(strings = {"Identity", "Cast", "Reshape", "Transpose", "DequantizeLinear", "MatMul", "Gemm"})
    void aNodeWithoutOperandsIsLeftToTheRuntime(String operator) {
        Value matrix = g.constant("W", Constant.of(TwoLayers.normal(random, 0.1, IN, OUT)));
        g.op(operator, "", Map.of(), ElementType.FLOAT);
        Value y = input.matMul(matrix).add(g.op(operator, "", Map.of(), ElementType.FLOAT, matrix));
        g.output("y", y);
        Graph rounded = FrozenProducts.in(g.build(), Precision.INT8, IntegerForm.UNSIGNED, cache);
        assertTrue(rounded.nodes().stream().anyMatch(node -> node.opType().equals(operator)));
    }
}

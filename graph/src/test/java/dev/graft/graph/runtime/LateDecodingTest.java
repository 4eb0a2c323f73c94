package dev.graft.graph.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.ValueMemory;
import dev.graft.graph.autodiff.Gradients;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.rewrite.SinglePrecision;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers with matrices that are decoded in each run, and their gradient. */
class LateDecodingTest {
    private static final int WIDTH = 832;
    private static final int LAYERS = 6;
    private static final int ROWS = 3;
    private static final long MATRIX = (long) WIDTH * WIDTH * Float.BYTES;

    /** Nothing is put together in either, so that bits can be compared. */
    private static final SessionConfig LATE = SessionConfig.DEFAULT.withFusing(false);

    private static final SessionConfig PLAIN = LATE.withOptimization(SessionConfig.Optimization.BASIC);

    @TempDir
    private Path folder;

    private final Random random = new Random(2);

    private Constant bytes(long... shape) {
        Tensor tensor = Tensor.allocate(ElementType.UINT8, shape);
        byte[] content = new byte[tensor.bytes().remaining()];
        random.nextBytes(content);
        tensor.bytes().put(content);
        return Constant.of(tensor);
    }

    private Tensor numbers(double deviation, long... shape) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats().put(i, (float) (deviation * random.nextGaussian()));
        }
        return tensor;
    }

    private Constant halves(ElementType type, double deviation, long... shape) {
        Tensor half = Tensor.allocate(type, shape);
        ByteBuffer into = half.bytes();
        for (int i = 0; i < half.size(); i++) {
            float value = (float) (deviation * random.nextGaussian());
            into.putShort(
                    type == ElementType.FLOAT16 ? HalfPrecision.toFloat16(value) : HalfPrecision.toBfloat16(value));
        }
        return Constant.of(half);
    }

    /** In blocks, of which the last of a row may have more numbers than the matrix. */
    private Value blocks(GraphBuilder g, Value x, String name, int bits, int block) {
        return blocks(g, x, name, WIDTH, bits, block);
    }

    private Value blocks(GraphBuilder g, Value x, String name, long rows, int bits, int block) {
        long count = (WIDTH + block - 1L) / block;
        Map<String, Object> attributes = Map.of("K", WIDTH, "N", rows, "bits", bits, "block_size", block);
        Constant scales = x.type() == ElementType.FLOAT
                ? Constant.of(numbers(0.01, rows * count))
                : halves(x.type(), 0.01, rows * count);
        return g.op(
                "MatMulNBits",
                Graph.MICROSOFT,
                attributes,
                x.type(),
                x,
                g.constant(name, bytes(rows, count, (long) block * bits / 8)),
                g.constant(name + "/scales", scales));
    }

    private Value codes(GraphBuilder g, Value x, String name) {
        long block = 64;
        Map<String, Object> attributes = Map.of("K", WIDTH, "N", WIDTH, "block_size", block, "quant_type", 1);
        return g.op(
                "MatMulBnb4",
                Graph.MICROSOFT,
                attributes,
                ElementType.FLOAT,
                x,
                g.constant(name, bytes((long) WIDTH * WIDTH / 2)),
                g.constant(name + "/scales", Constant.of(numbers(0.05, WIDTH * WIDTH / block))));
    }

    private Value product(GraphBuilder g, Value x, String name, String form) {
        return switch (form) {
            case "FLOAT16", "BFLOAT16" -> x.matMul(g.constant(name, halves(x.type(), 0.04, WIDTH, WIDTH)));
            case "many scales", "half scales" -> blocks(g, x, name, 4, 16);
            case "4 bits" -> blocks(g, x, name, 4, 32);
            case "8 bits" -> blocks(g, x, name, 8, 32);
            case "cut" -> blocks(g, x, name, 4, 256);
            default -> codes(g, x, name);
        };
    }

    /** The layers as a file holds them. */
    private Graph file(String form) {
        GraphBuilder g = new GraphBuilder("layers");
        ElementType type = switch (form) {
            case "half scales" -> ElementType.FLOAT16;
            case "FLOAT16", "BFLOAT16" -> ElementType.valueOf(form);
            default -> ElementType.FLOAT;
        };
        Value x = g.input("x", type, ROWS, WIDTH);
        for (int layer = 0; layer < LAYERS; layer++) {
            x = product(g, x, "W" + layer, form).tanh();
        }
        g.output("y", x);
        return read(g);
    }

    private Graph read(GraphBuilder g) {
        Path file = folder.resolve("layers.onnx");
        OnnxFile.write(g.build(), file);
        return SinglePrecision.widen(OnnxFile.read(file));
    }

    private static Graph trained(Graph file) {
        TypedGraph forward = Specialization.of(file, Map.of("x", new long[] {ROWS, WIDTH}));
        GraphBuilder g = forward.toBuilder();
        Value seed = g.input(
                "dy", ElementType.FLOAT, ROWS, forward.type("y").shape().dim(1).size());
        g.output(
                "dx",
                Gradients.append(g, forward.graph(), forward.types(), Map.of("y", seed), List.of("x"))
                        .get("x"));
        return g.build().pruned();
    }

    private static Map<String, Tensor> run(Graph graph, Map<String, Tensor> feeds, SessionConfig config) {
        try (Session session = Session.open(graph, config)) {
            return session.run(feeds);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT16", "BFLOAT16", "4 bits", "8 bits", "cut", "codes", "many scales", "half scales"})
    void resultsAreTheSameToTheBit(String form) {
        assertSameBits(trained(file(form)), WIDTH);
    }

    private void assertSameBits(Graph graph, long width) {
        Map<String, Tensor> feeds = Map.of("x", numbers(1, ROWS, WIDTH), "dy", numbers(1, ROWS, width));
        Map<String, Tensor> expected = run(graph, feeds, PLAIN);
        Map<String, Tensor> found = run(graph, feeds, LATE);
        for (String name : graph.outputNames()) {
            assertArrayEquals(expected.get(name).toFloatArray(), found.get(name).toFloatArray(), name);
        }
    }

    private static long peak(Graph graph) {
        return ValueMemory.peak(graph, TypeInference.infer(graph));
    }

    /** Also once the runtime has made of the graph what it will run; what one decoding takes is what is beside it. */
    @ParameterizedTest
    @CsvSource({
        "FLOAT16, 1",
        "BFLOAT16, 1",
        "4 bits, 1",
        "8 bits, 1",
        "cut, 2.5",
        "codes, 3",
        "many scales, 1",
        "half scales, 1"
    })
    void oneMatrixIsThereAtATime(String form, double matrices) {
        Graph graph = trained(file(form));
        long most = (long) ((matrices + 0.1) * MATRIX);
        assertTrue(peak(graph) >= LAYERS * MATRIX, "all are held");
        assertTrue(peak(LateDecoding.of(graph)) <= most, () -> "of " + MATRIX + ": " + peak(LateDecoding.of(graph)));
        Graph optimized = OptimizedGraph.of(graph, LATE, folder);
        assertTrue(peak(optimized) >= MATRIX / 2, "a matrix is decoded");
        assertTrue(peak(optimized) <= most, () -> "of " + MATRIX + ": " + peak(optimized));
    }

    /** The loss alone: nothing is held for a way back, but the runtime might decode all before it multiplies by any. */
    @Test
    void theWayForwardAloneDecodesLateAsWell() {
        Graph optimized = OptimizedGraph.of(file("FLOAT16"), SessionConfig.DEFAULT, folder);
        assertEquals(LAYERS, OptimizedGraph.count(optimized, "Cast") / 2, "one of each matrix, and what it waits by");
        assertTrue(peak(optimized) < 1.1 * MATRIX, () -> "of " + MATRIX + ": " + peak(optimized));
    }

    /** So many that the runtime would not widen them once, but in each run. */
    @Test
    void scalesMayBeDecodedLateThemselves() {
        long rows = 5056;
        GraphBuilder g = new GraphBuilder("head");
        g.output("y", blocks(g, g.input("x", ElementType.FLOAT16, ROWS, WIDTH), "W", rows, 4, 16));
        Graph graph = trained(read(g));
        assertEquals(1, OptimizedGraph.count(graph, "DequantizeLinear"));
        assertEquals(2, OptimizedGraph.count(LateDecoding.of(graph), "DequantizeLinear"));
        assertSameBits(graph, rows);
    }

    /** As a session is opened of a file, in which nothing was computed before. */
    @Test
    void scalesMayBeComputed() {
        GraphBuilder g = new GraphBuilder("computed");
        g.requireOpset(21);
        Value x = g.input("x", ElementType.FLOAT, ROWS, WIDTH);
        g.input("dy", ElementType.FLOAT, ROWS, WIDTH);
        Value scales = g.constant("scales", halves(ElementType.FLOAT16, 0.01, WIDTH, WIDTH / 16));
        Value matrix = g.op(
                "DequantizeLinear",
                "",
                Map.of("axis", 1, "block_size", 16),
                ElementType.FLOAT,
                g.constant("W", bytes(WIDTH, WIDTH)),
                scales.cast(ElementType.FLOAT));
        g.output("y", x.matMul(matrix).tanh().matMulTransposed(matrix));
        Graph graph = g.build();
        assertEquals(2, OptimizedGraph.count(LateDecoding.of(graph), "DequantizeLinear"));
        assertSameBits(graph, WIDTH);
    }

    private Graph widened(Constant stored) {
        GraphBuilder g = new GraphBuilder("widened");
        Value x = g.input("x", ElementType.FLOAT, ROWS, stored.shape()[0]);
        g.output("y", x.matMul(g.constant("W", stored).cast(ElementType.FLOAT)));
        return g.build();
    }

    @Test
    void whatTheRuntimeComputesOnceIsLeft() {
        Graph largest = widened(halves(ElementType.FLOAT16, 0.04, 512, 512));
        assertSame(largest, LateDecoding.of(largest));
        Graph larger = widened(halves(ElementType.FLOAT16, 0.04, 512, 513));
        assertNotSame(larger, LateDecoding.of(larger));
    }

    /** A product that the runtime multiplies by the integers themselves. */
    @Test
    void whatIsReadOnceByAnOperatorOfTheRuntimeIsLeft() {
        GraphBuilder g = new GraphBuilder("integers");
        Value x = g.input("x", ElementType.FLOAT, ROWS, WIDTH);
        Value integers = g.constant("W", bytes(WIDTH, WIDTH));
        Value matrix = g.op(
                "DequantizeLinear",
                "",
                Map.of("axis", 1),
                ElementType.FLOAT,
                integers,
                g.constant(numbers(0.01, WIDTH)));
        g.output("y", x.matMul(matrix));
        Graph graph = g.build();
        assertSame(graph, LateDecoding.of(graph));
    }

    @Test
    void singlePrecisionIsLeft() {
        GraphBuilder g = new GraphBuilder("single");
        Value x = g.input("x", ElementType.FLOAT, ROWS, WIDTH);
        Value matrix = g.constant("W", Constant.of(numbers(0.04, WIDTH, WIDTH)));
        g.output("y", x.matMul(matrix).tanh().matMulTransposed(matrix.transpose(1, 0)));
        Graph graph = g.build();
        assertSame(graph, LateDecoding.of(graph));
    }
}

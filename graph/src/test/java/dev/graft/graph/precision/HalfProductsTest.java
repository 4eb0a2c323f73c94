package dev.graft.graph.precision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.runtime.Device;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * On the CPU, which computes half precision by widening each operand, so that what is rounded is as on CUDA. It has no product in
 * bfloat16 at all; there the tests put the widening into the graph.
 */
class HalfProductsTest {
    @TempDir
    private Path cache;

    private final TwoLayers layers = TwoLayers.random(9);

    private Map<String, float[]> run(TwoLayers model, Graph graph, Precision precision) {
        Graph rounded = FrozenProducts.in(graph, precision, IntegerForm.UNSIGNED, cache);
        return model.run(
                precision == Precision.BFLOAT16 ? multipliedInSinglePrecision(rounded) : rounded,
                SessionConfig.DEFAULT);
    }

    /** Products of bfloat16 as CUDA computes them: the sums in single precision, and what comes out in bfloat16 again. */
    private static Graph multipliedInSinglePrecision(Graph graph) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (!node.opType().endsWith("MatMul")
                    || graph.constants().get(node.inputs().get(1)).type() != ElementType.BFLOAT16) {
                nodes.add(node);
                continue;
            }
            String name = node.outputs().get(0) + "/wide";
            nodes.add(cast(node.inputs().get(0), name + "/left", ElementType.FLOAT));
            nodes.add(cast(node.inputs().get(1), name + "/right", ElementType.FLOAT));
            nodes.add(node.withInputs(List.of(name + "/left", name + "/right")).withOutputs(List.of(name)));
            nodes.add(cast(name, node.outputs().get(0), ElementType.BFLOAT16));
        }
        assertEquals(graph.nodes().size() + 3 * 4, nodes.size(), "all four products are in bfloat16");
        return graph.withNodes(nodes);
    }

    private static Node cast(String from, String to, ElementType type) {
        return new Node(
                "Cast", "", "cast/" + to, List.of(from), List.of(to), Map.of("to", Attribute.of(type.onnxCode())));
    }

    private static double error(float[] expected, float[] found, double scale) {
        double squares = 0;
        double all = 0;
        for (int i = 0; i < expected.length; i++) {
            squares += Math.pow(found[i] / scale - expected[i], 2);
            all += Math.pow(expected[i], 2);
        }
        return Math.sqrt(squares / all);
    }

    private static Tensor times(Tensor tensor, float factor) {
        Tensor scaled = tensor.copy();
        for (int i = 0; i < scaled.size(); i++) {
            scaled.floats().put(i, scaled.floats().get(i) * factor);
        }
        return scaled;
    }

    /** Half precision has 11 bits for digits, bfloat16 8. */
    @ParameterizedTest
    @CsvSource({"FLOAT16, 8e-4", "BFLOAT16, 6e-3"})
    void resultAndGradientAreNearThoseOfSinglePrecision(Precision precision, double tolerance) {
        Map<String, float[]> expected = layers.run(Precision.FLOAT32, cache);
        Map<String, float[]> found = run(layers, layers.graph(), precision);
        for (String name : List.of("y", "dx")) {
            double error = error(expected.get(name), found.get(name), 1);
            assertTrue(error < tolerance && error > tolerance / 16, name + " is off by " + error);
        }
    }

    /** Gradients that half precision has no place for, as without the scaling of a loss, and those beyond its end. */
    @ParameterizedTest
    @CsvSource({
        "FLOAT16, 1e-15, 8e-4",
        "FLOAT16, 1e-7, 8e-4",
        "FLOAT16, 1e7, 8e-4",
        "BFLOAT16, 1e-15, 6e-3",
        "BFLOAT16, 1e7, 6e-3"
    })
    void gradientsOfAnySizeHaveAPlace(Precision precision, float size, double tolerance) {
        TwoLayers scaled =
                new TwoLayers(layers.first(), layers.bias(), layers.second(), layers.x(), times(layers.dy(), size));
        float[] expected = layers.run(Precision.FLOAT32, cache).get("dx");
        double error = error(expected, run(scaled, scaled.graph(), precision).get("dx"), size);
        assertTrue(error < tolerance, "off by " + error);
    }

    /** By arithmetic of its own: what 16 bits make of operands and result, and doubles in between. */
    @ParameterizedTest
    @CsvSource({"FLOAT16, 2e-3", "BFLOAT16, 16e-3"})
    void aProductIsThatOfTheRoundedOperands(Precision precision, double tolerance) {
        ElementType type = precision.halves();
        Map<String, float[]> found = run(layers, layers.graph(), precision);
        Tensor x = layers.x();
        int width = TwoLayers.WIDTH;
        int hidden = (int) layers.first().dim(1);
        int out = (int) layers.second().dim(0);
        for (int row = 0; row < 3; row++) {
            double[] middle = new double[hidden];
            double largest = type == ElementType.FLOAT16 ? largest(x, row, width) : 1;
            for (int j = 0; j < hidden; j++) {
                double sum = 0;
                for (int i = 0; i < width; i++) {
                    sum += half(x.floats().get(row * width + i) / largest, type)
                            * half(layers.first().floats().get(i * hidden + j), type);
                }
                middle[j] = Math.tanh(
                        half(sum, type) * largest + layers.bias().floats().get(j));
            }
            largest = 0;
            for (double number : middle) {
                largest = Math.max(largest, Math.abs(number));
            }
            largest = type == ElementType.FLOAT16 ? largest : 1;
            for (int k = 0; k < out; k++) {
                double sum = 0;
                for (int j = 0; j < hidden; j++) {
                    sum += half(middle[j] / largest, type)
                            * half(layers.second().floats().get(k * hidden + j), type);
                }
                // A number that lies between two halves may be rounded to either, as its sum is computed.
                assertEquals(sum * largest, found.get("y")[row * out + k], tolerance);
            }
        }
    }

    private static double largest(Tensor x, int row, int width) {
        double largest = 0;
        for (int i = 0; i < width; i++) {
            largest = Math.max(largest, Math.abs(x.floats().get(row * width + i)));
        }
        return largest;
    }

    private static double half(double number, ElementType type) {
        Tensor half = Tensor.allocate(type, 1);
        boolean brain = type == ElementType.BFLOAT16;
        half.bytes()
                .putShort(brain ? HalfPrecision.toBfloat16((float) number) : HalfPrecision.toFloat16((float) number));
        return HalfPrecision.widen(half).floats().get(0);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16, in-halves", "BFLOAT16, in-bfloat16"})
    void matricesOfAFileAreKeptOnceForBothDirections(Precision precision, String name) throws IOException {
        Graph stored = layers.graph(write("first.bin", layers.first()), write("second.bin", layers.second()));
        Map<String, float[]> expected = run(layers, layers.graph(), precision);
        Map<String, float[]> found = run(layers, stored, precision);
        assertArrayEquals(expected.get("y"), found.get("y"));
        assertArrayEquals(expected.get("dx"), found.get("dx"));
        try (Stream<Path> files = Files.walk(cache)) {
            assertEquals(
                    2,
                    files.filter(file -> file.getFileName().toString().endsWith(name))
                            .count());
        }
    }

    /** As language models are published: nothing of them is rounded, kept or copied. */
    @Test
    void aFileInBfloat16IsMultipliedAsItIs() throws IOException {
        Constant first = write("first.bin", bfloat16(layers.first()));
        Constant second = write("second.bin", bfloat16(layers.second()));
        Graph graph = layers.graph();
        Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
        constants.putAll(Map.of("V", first, "W", second));
        List<Node> nodes = new ArrayList<>();
        nodes.add(cast("V", "V/wide", ElementType.FLOAT));
        nodes.add(cast("W", "W/wide", ElementType.FLOAT));
        nodes.addAll(graph.renameUses(name -> Set.of("V", "W").contains(name) ? name + "/wide" : name)
                .nodes());
        Graph widened = graph.withConstants(constants).withNodes(nodes);
        Graph rounded = FrozenProducts.in(widened, Precision.BFLOAT16, IntegerForm.UNSIGNED, cache);
        assertEquals(
                Set.of(first, second),
                rounded.constants().values().stream()
                        .filter(constant -> constant.shape().length == 2)
                        .collect(Collectors.toSet()));
        assertArrayEquals(
                run(layers, layers.graph(), Precision.BFLOAT16).get("dx"),
                layers.run(multipliedInSinglePrecision(rounded), SessionConfig.DEFAULT)
                        .get("dx"));
    }

    private static Tensor bfloat16(Tensor tensor) {
        Tensor brain = Tensor.allocate(ElementType.BFLOAT16, tensor.shape());
        for (int i = 0; i < tensor.size(); i++) {
            brain.bytes()
                    .putShort(2 * i, HalfPrecision.toBfloat16(tensor.floats().get(i)));
        }
        return brain;
    }

    private Constant write(String name, Tensor matrix) throws IOException {
        byte[] content = new byte[matrix.bytes().remaining()];
        matrix.bytes().get(content);
        return new Constant.Stored(matrix.type(), matrix.shape(), Files.write(cache.resolve(name), content), 0);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16, 70000, float16 ends at 65504", "BFLOAT16, Infinity, bfloat16 ends at 3.3895314E38"})
    void aMatrixBeyondTheEndIsRefused(Precision precision, float number, String expected) {
        layers.first().floats().put(5, number);
        String message = assertThrows(ModelFileException.class, () -> run(layers, layers.graph(), precision))
                .getMessage();
        assertTrue(message.contains("the number " + number + " in row 0, and " + expected), message);
    }

    @ParameterizedTest
    @CsvSource({"cpu, FLOAT16, CUDA, int8", "cpu, BFLOAT16, CUDA, int8", "cuda, INT8, the CPU, float16"})
    void eachDeviceHasItsPrecisions(String device, Precision precision, String expected, String remedy) {
        SessionConfig config = SessionConfig.DEFAULT
                .withDevice(Device.parse(device))
                .withPrecision(precision)
                .withCache(cache);
        String message = assertThrows(InvalidInputException.class, () -> layers.run(layers.graph(), config))
                .getMessage();
        assertTrue(message.contains("computes on " + expected) && message.contains("precision " + remedy), message);
    }
}

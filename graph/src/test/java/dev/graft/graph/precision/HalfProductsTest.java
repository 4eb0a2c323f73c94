package dev.graft.graph.precision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On the CPU, which computes half precision by widening each operand, so that what is rounded is as on CUDA. */
class HalfProductsTest {
    @TempDir
    private Path cache;

    private final TwoLayers layers = TwoLayers.random(9);

    private Map<String, float[]> run(TwoLayers model, Graph graph) {
        return model.run(
                FrozenProducts.in(graph, Precision.FLOAT16, IntegerForm.UNSIGNED, cache), SessionConfig.DEFAULT);
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

    @Test
    void resultAndGradientAreNearThoseOfSinglePrecision() {
        Map<String, float[]> expected = layers.run(Precision.FLOAT32, cache);
        Map<String, float[]> found = run(layers, layers.graph());
        for (String name : List.of("y", "dx")) {
            double error = error(expected.get(name), found.get(name), 1);
            assertTrue(error < 8e-4 && error > 5e-5, name + " is off by " + error);
        }
    }

    /** Gradients that half precision has no place for, as without the scaling of a loss, and those beyond its end. */
    @ParameterizedTest
    @ValueSource(floats = {1e-15f, 1e-7f, 1e7f})
    void gradientsOfAnySizeHaveAPlace(float size) {
        TwoLayers scaled =
                new TwoLayers(layers.first(), layers.bias(), layers.second(), layers.x(), times(layers.dy(), size));
        float[] expected = layers.run(Precision.FLOAT32, cache).get("dx");
        double error = error(expected, run(scaled, scaled.graph()).get("dx"), size);
        assertTrue(error < 8e-4, "off by " + error);
    }

    /** By arithmetic of its own: what half precision makes of operands and result, and doubles in between. */
    @Test
    void aProductIsThatOfTheRoundedOperands() {
        Map<String, float[]> found = run(layers, layers.graph());
        Tensor x = layers.x();
        int width = TwoLayers.WIDTH;
        int hidden = (int) layers.first().dim(1);
        int out = (int) layers.second().dim(0);
        for (int row = 0; row < 3; row++) {
            double[] middle = new double[hidden];
            for (int j = 0; j < hidden; j++) {
                double sum = 0;
                double largest = largest(x, row, width);
                for (int i = 0; i < width; i++) {
                    sum += half(x.floats().get(row * width + i) / largest)
                            * half(layers.first().floats().get(i * hidden + j));
                }
                middle[j] =
                        Math.tanh(half(sum) * largest + layers.bias().floats().get(j));
            }
            double largest = 0;
            for (double number : middle) {
                largest = Math.max(largest, Math.abs(number));
            }
            for (int k = 0; k < out; k++) {
                double sum = 0;
                for (int j = 0; j < hidden; j++) {
                    sum += half(middle[j] / largest)
                            * half(layers.second().floats().get(k * hidden + j));
                }
                // A number that lies between two halves may be rounded to either, as its sum is computed.
                assertEquals(sum * largest, found.get("y")[row * out + k], 2e-3);
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

    private static double half(double number) {
        Tensor half = Tensor.allocate(ElementType.FLOAT16, 1);
        half.bytes().putShort(HalfPrecision.toFloat16((float) number));
        return HalfPrecision.widen(half).floats().get(0);
    }

    @Test
    void matricesOfAFileAreKeptOnceForBothDirections() throws IOException {
        Graph stored = layers.graph(write("first.bin", layers.first()), write("second.bin", layers.second()));
        Map<String, float[]> expected = run(layers, layers.graph());
        Map<String, float[]> found = run(layers, stored);
        assertArrayEquals(expected.get("y"), found.get("y"));
        assertArrayEquals(expected.get("dx"), found.get("dx"));
        try (Stream<Path> files = Files.walk(cache)) {
            assertEquals(
                    2,
                    files.filter(file -> file.getFileName().toString().endsWith("in-halves"))
                            .count());
        }
    }

    private Constant write(String name, Tensor matrix) throws IOException {
        byte[] content = new byte[matrix.bytes().remaining()];
        matrix.bytes().get(content);
        return new Constant.Stored(matrix.type(), matrix.shape(), Files.write(cache.resolve(name), content), 0);
    }

    @Test
    void aMatrixBeyondTheEndOfHalfPrecisionIsRefused() {
        layers.first().floats().put(5, 70_000f);
        String message = assertThrows(ModelFileException.class, () -> run(layers, layers.graph()))
                .getMessage();
        assertTrue(message.contains("the number 70000.0 in row 0, and float16 ends at 65504"), message);
    }

    @ParameterizedTest
    @CsvSource({"cpu, FLOAT16, CUDA, int8", "cuda, INT8, the CPU, float16"})
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

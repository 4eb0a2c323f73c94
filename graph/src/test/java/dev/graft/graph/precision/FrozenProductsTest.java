package dev.graft.graph.precision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.IntegerProducts;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FrozenProductsTest {
    @TempDir
    private Path cache;

    private final TwoLayers layers = TwoLayers.random(7);

    @ParameterizedTest
    @CsvSource({"INT8, 0.02, 0.003", "INT8X2, 0.012, 0.002", "INT16, 0.0002, 0"})
    void resultAndGradientAreNearThoseOfSinglePrecision(Precision precision, double most, double least) {
        Map<String, float[]> expected = layers.run(Precision.FLOAT32, cache);
        Map<String, float[]> found = layers.run(precision, cache);
        for (String name : List.of("y", "dx")) {
            double error = RelativeError.of(expected.get(name), found.get(name));
            assertTrue(error < most && error > least, name + " is off by " + error);
        }
    }

    /** By arithmetic that shares nothing with the rounding of the program. */
    private static Tensor roundedMatrix(Tensor matrix, boolean byRow) {
        int columns = (int) matrix.dim(1);
        Tensor rounded = Tensor.allocate(ElementType.FLOAT, matrix.shape());
        Map<Integer, Double> largest = new HashMap<>();
        for (int i = 0; i < matrix.size(); i++) {
            double magnitude = Math.abs(matrix.floats().get(i));
            largest.merge(byRow ? i / columns : i % columns, magnitude, Math::max);
        }
        for (int i = 0; i < matrix.size(); i++) {
            double scale = largest.get(byRow ? i / columns : i % columns) / 127;
            rounded.floats().put(i, (float) (Math.round(matrix.floats().get(i) / scale) * scale));
        }
        return rounded;
    }

    @ParameterizedTest
    @CsvSource({"INT8, 0.015", "INT8X2, 0.0002"})
    void bothPassesAreOfOneModelWithRoundedMatrices(Precision precision, double most) {
        TwoLayers model =
                layers.withMatrices(roundedMatrix(layers.first(), false), roundedMatrix(layers.second(), true));
        Map<String, float[]> expected = model.run(Precision.FLOAT32, cache);
        Map<String, float[]> found = layers.run(precision, cache);
        for (String name : List.of("y", "dx")) {
            double error = RelativeError.of(expected.get(name), found.get(name));
            assertTrue(error < most, name + " is off by " + error);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "INT8X2", "INT16"})
    void bothFormsOfIntegersGiveTheSameBits(Precision precision) {
        assumeTrue(
                IntegerProducts.form() == IntegerForm.SIGNED,
                "this processor overflows where an unsigned operand meets a signed one, so all other tests are of the"
                        + " unsigned form alone");
        Graph graph = layers.graph();
        Map<String, float[]> signed =
                layers.run(FrozenProducts.in(graph, precision, IntegerForm.SIGNED, cache), SessionConfig.DEFAULT);
        Map<String, float[]> unsigned =
                layers.run(FrozenProducts.in(graph, precision, IntegerForm.UNSIGNED, cache), SessionConfig.DEFAULT);
        assertArrayEquals(signed.get("y"), unsigned.get("y"));
        assertArrayEquals(signed.get("dx"), unsigned.get("dx"));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FLOAT16", "BFLOAT16"}) // which CUDA computes
    void runsRepeatToTheBit(Precision precision) {
        Map<String, float[]> first = layers.run(precision, cache);
        Map<String, float[]> second = layers.run(precision, cache);
        assertArrayEquals(first.get("y"), second.get("y"));
        assertArrayEquals(first.get("dx"), second.get("dx"));
    }

    @Test
    void rowsOfZerosAndOfTinyNumbersStayThat() {
        Tensor x = Tensor.allocate(ElementType.FLOAT, layers.x().shape());
        for (int i = 0; i < TwoLayers.WIDTH; i++) {
            x.floats().put(i, 1e-33f);
        }
        TwoLayers quiet = new TwoLayers(layers.first(), layers.bias(), layers.second(), x, layers.dy());
        Map<String, float[]> expected = quiet.run(Precision.FLOAT32, cache);
        Map<String, float[]> found = quiet.run(Precision.INT16, cache);
        assertTrue(RelativeError.of(expected.get("y"), found.get("y")) < 2e-4);
    }

    @Test
    void aProductWithABiasAndFactorsIsRounded() {
        Random random = new Random(3);
        Tensor matrix = TwoLayers.normal(random, 0.1, 300, 230);
        Tensor bias = TwoLayers.normal(random, 1, 300);
        Tensor x = TwoLayers.normal(random, 1, 5, 230);
        GraphBuilder g = new GraphBuilder("gemm");
        Value product = g.op(
                "Gemm",
                Map.of("transB", 1, "alpha", 0.5f, "beta", 3f),
                g.input("x", ElementType.FLOAT, "rows", 230),
                g.constant("W", Constant.of(matrix)),
                g.constant("b", Constant.of(bias)));
        g.output("y", product);
        Graph rounded = FrozenProducts.in(g.build(), Precision.INT16, IntegerForm.UNSIGNED, cache);
        assertTrue(rounded.nodes().stream().noneMatch(node -> node.opType().equals("Gemm")));
        assertTrue(RelativeError.of(run(g.build(), x), run(rounded, x)) < 2e-4);
    }

    private static float[] run(Graph graph, Tensor x) {
        try (Session session = Session.open(graph)) {
            return session.run(Map.of("x", x)).get("y").toFloatArray();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void matricesOfHalfPrecisionAreRoundedFromTheirOwnNumbers(ElementType type) {
        Tensor half = Tensor.allocate(type, layers.first().shape());
        ByteBuffer bits = half.bytes();
        for (int i = 0; i < half.size(); i++) {
            float value = layers.first().floats().get(i);
            bits.putShort(
                    type == ElementType.FLOAT16 ? HalfPrecision.toFloat16(value) : HalfPrecision.toBfloat16(value));
        }
        FrozenMatrix narrow = new FrozenMatrix(Constant.of(half));
        FrozenMatrix wide = new FrozenMatrix(Constant.of(HalfPrecision.widen(half)));
        assertEquals(rounded(wide), rounded(narrow));
    }

    private static List<ByteBuffer> rounded(FrozenMatrix matrix) {
        return new MatrixRounding(matrix, Channels.COLUMNS, true, 2, IntegerForm.SIGNED).compute(rounded -> {
            List<ByteBuffer> all = new ArrayList<>();
            rounded.chunks().forEach(all::add);
            return all;
        });
    }

    /** Larger than what is in memory at once. */
    @ParameterizedTest
    @CsvSource({"ROWS, false", "ROWS, true", "COLUMNS, false", "COLUMNS, true"})
    void everyNumberOfALargeMatrixIsInItsPlace(Channels channels, boolean transposed) {
        int rows = 1030;
        int columns = 4200;
        Tensor matrix = TwoLayers.normal(new Random(1), 1, rows, columns);
        List<Byte> found = new MatrixRounding(
                        new FrozenMatrix(Constant.of(matrix)), channels, transposed, 1, IntegerForm.SIGNED)
                .compute(rounded -> {
                    List<Byte> all = new ArrayList<>();
                    rounded.chunks().forEach(chunk -> {
                        while (chunk.hasRemaining()) {
                            all.add(chunk.get());
                        }
                    });
                    return all;
                });
        Tensor expected = roundedMatrix(matrix, channels == Channels.ROWS);
        assertEquals(rows * columns, found.size());
        for (int row = 0; row < rows; row += 3) {
            double scale = scale(matrix, channels, row, 0);
            for (int column = 0; column < columns; column += 7) {
                scale = channels == Channels.COLUMNS ? scale(matrix, channels, row, column) : scale;
                byte integer = found.get(transposed ? column * rows + row : row * columns + column);
                assertEquals(expected.floats().get(row * columns + column), integer * scale, 1e-5);
            }
        }
    }

    private final Map<Integer, Double> scales = new HashMap<>();

    private double scale(Tensor matrix, Channels channels, int row, int column) {
        int columns = (int) matrix.dim(1);
        boolean byRow = channels == Channels.ROWS;
        return scales.computeIfAbsent(byRow ? row : column, channel -> {
            double largest = 0;
            for (int i = 0; i < (byRow ? columns : matrix.dim(0)); i++) {
                largest = Math.max(
                        largest, Math.abs(matrix.floats().get(byRow ? row * columns + i : i * columns + column)));
            }
            return largest / 127;
        });
    }

    @Test
    void aMatrixThatIsNotFiniteIsRefused() {
        layers.second().floats().put(5, Float.NaN);
        ModelFileException refusal = assertThrows(ModelFileException.class, () -> layers.run(Precision.INT8, cache));
        assertTrue(refusal.getMessage().contains("in row 0 that is not finite"), refusal.getMessage());
    }

    @Test
    void matricesWithNamesThatResembleEachOtherAreTold() {
        Random random = new Random(4);
        GraphBuilder g = new GraphBuilder("names");
        Value x = g.input("x", ElementType.FLOAT, 5, 300);
        Value first = x.matMulTransposed(g.constant("W", Constant.of(TwoLayers.normal(random, 0.1, 300, 300))));
        Value second = first.matMul(g.constant("W/transposed", Constant.of(TwoLayers.normal(random, 0.1, 300, 300))));
        g.output("y", second);
        Graph rounded = FrozenProducts.in(g.build(), Precision.INT16, IntegerForm.UNSIGNED, cache);
        Tensor input = TwoLayers.normal(random, 1, 5, 300);
        assertTrue(RelativeError.of(run(g.build(), input), run(rounded, input)) < 4e-4);
    }

    @Test
    void operatorSetsBeforeThatOfRoundingAreRefused() {
        Graph current = layers.graph();
        Graph old = new Graph(
                "old", current.inputs(), current.outputs(), current.constants(), current.nodes(), Map.of("", 9));
        String message = assertThrows(
                        ModelFileException.class,
                        () -> FrozenProducts.in(old, Precision.INT8, IntegerForm.SIGNED, cache))
                .getMessage();
        assertTrue(message.contains("precision int8 needs operator set 10") && message.contains("found 9"), message);
        assertSame(old, FrozenProducts.in(old, Precision.FLOAT32, IntegerForm.SIGNED, cache));
    }

    @Test
    void smallMatricesAndSinglePrecisionStayAsTheyAre() {
        GraphBuilder g = new GraphBuilder("small");
        Value x = g.input("x", ElementType.FLOAT, 3, 160);
        g.output("y", x.matMul(g.constant("W", Constant.of(Tensor.allocate(ElementType.FLOAT, 160, 160)))));
        Graph small = g.build();
        assertSame(small, FrozenProducts.in(small, Precision.INT8, IntegerForm.SIGNED, cache));
        Graph large = layers.graph();
        assertSame(large, FrozenProducts.in(large, Precision.FLOAT32, IntegerForm.SIGNED, cache));
    }

    @Test
    void precisionsHaveNames() {
        assertEquals(Precision.INT8X2, Precision.parse("int8x2"));
        String message = assertThrows(InvalidInputException.class, () -> Precision.parse("int9"))
                .getMessage();
        assertTrue(message.contains("float32, int8, int8x2, int16"), message);
    }
}

package dev.graft.graph.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.WhileLoop;
import dev.graft.graph.precision.Precision;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A graph in a loop against as many runs of it alone: the same bits. */
class WhileLoopTest {
    private static final int WIDTH = 256;
    private static final WhileLoop LOOP = new WhileLoop(Map.of("x", "y", "past", "present"), "goes_on");

    @TempDir
    private Path folder;

    private Graph once;

    /** {@code y = tanh(x · W)}, what was read grows by x, and it goes on while the largest of y is above a limit. */
    @BeforeEach
    void build() throws IOException {
        GraphBuilder g = new GraphBuilder("once");
        Random random = new Random(2);
        Value x = g.input("x", ElementType.FLOAT, "rows", WIDTH);
        Tensor matrix = normal(random, 0.05, WIDTH, WIDTH);
        byte[] content = new byte[matrix.bytes().remaining()];
        matrix.bytes().get(content);
        Path file = Files.write(folder.resolve("matrix"), content);
        Constant stored = new Constant.Stored(matrix.type(), matrix.shape(), file, 0);
        Value y = x.matMul(g.constant("W", stored)).tanh();
        g.output("goes_on", y.max(false, 0, 1).greater(g.input("limit", ElementType.FLOAT)));
        g.output("y", y);
        g.output("present", g.input("past", ElementType.FLOAT, "read", WIDTH).concat(0, x));
        g.output("mean", y.mean(false, 0));
        once = g.build();
    }

    private static Tensor normal(Random random, double deviation, long... shape) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats().put(i, (float) (deviation * random.nextGaussian()));
        }
        return tensor;
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 0, 7", "FLOAT32, 0.2, 100", "FLOAT32, 1, 100", "INT8, 0, 5", "INT16, 0.3, 100"})
    void isThatManyRuns(Precision precision, float limit, long most) {
        SessionConfig config = SessionConfig.DEFAULT.withPrecision(precision).withCache(folder.resolve("cache"));
        Tensor x = normal(new Random(1), 1, 3, WIDTH);
        Tensor past = Tensor.allocate(ElementType.FLOAT, 0, WIDTH);
        Map<String, Tensor> found;
        try (Session loop = Session.open(once, LOOP::of, config)) {
            assertEquals(Set.of("y", "present", "mean"), loop.outputNames());
            found = loop.run(
                    Map.of("x", x, "past", past, "limit", Tensor.scalar(limit), WhileLoop.ROUNDS, Tensor.scalar(most)));
        }
        int rounds = 0;
        try (Session alone = Session.open(once, config)) {
            for (boolean goesOn = true; goesOn && rounds < most; rounds++) {
                Map<String, Tensor> run = alone.run(Map.of("x", x, "past", past, "limit", Tensor.scalar(limit)));
                x = run.get("y");
                past = run.get("present");
                goesOn = run.get("goes_on").bytes().get(0) != 0;
                assertArrayEquals(
                        run.get("mean").toFloatArray(),
                        found.get("mean").rows().get(rounds).toFloatArray());
            }
        }
        assertEquals(limit == 0 ? most : limit == 1 ? 1 : rounds, rounds);
        assertEquals(rounds, found.get("mean").dim(0));
        assertArrayEquals(x.toFloatArray(), found.get("y").toFloatArray());
        assertArrayEquals(past.toFloatArray(), found.get("present").toFloatArray());
    }

    @Test
    void weightsInFilesStayOutside() {
        Graph loop = LOOP.of(once);
        assertEquals(
                List.of("Loop"),
                loop.nodes().stream().map(node -> node.opType()).toList());
        assertEquals(Set.of("W"), loop.constants().keySet());
    }
}

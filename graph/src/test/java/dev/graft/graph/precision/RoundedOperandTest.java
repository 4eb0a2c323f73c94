package dev.graft.graph.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundedOperandTest {
    private static final int ROWS = 12;
    private static final int WIDTH = 200;

    /** Rows of very different sizes, one of zeros, one with one number alone, ones that are all of a sign. */
    private static Tensor numbers() {
        Random random = new Random(3);
        Tensor numbers = Tensor.allocate(ElementType.FLOAT, 3, 4, WIDTH);
        for (int i = 0; i < numbers.size(); i++) {
            int row = i / WIDTH;
            double number = random.nextGaussian() * Math.pow(10, 3 * row - 20);
            double kept = switch (row) {
                case 0 -> 0;
                case 1 -> i % WIDTH == 5 ? -3e-7 : 0;
                case 2 -> -Math.abs(number);
                case 3 -> Math.abs(number);
                default -> number;
            };
            numbers.floats().put(i, (float) kept);
        }
        return numbers;
    }

    /** By arithmetic in double precision: each part is off by at most half a step, and what it is off by is the next one. */
    @ParameterizedTest
    @ValueSource(ints = {18, 21, 24})
    void partsAddUpToTheNumbers(int opset) {
        Tensor numbers = numbers();
        GraphBuilder g = new GraphBuilder("g");
        g.requireOpset(opset);
        Value x = g.input("x", ElementType.FLOAT, -1, -1, WIDTH);
        RoundedOperand rounded = RoundedOperand.of(g, x, WIDTH, 2);
        g.output("steps", rounded.steps());
        g.output("coarse", rounded.parts().get(0));
        g.output("fine", rounded.parts().get(1));
        assertEquals(opset, g.opset());
        try (Session session = Session.open(g.build())) {
            Map<String, Tensor> found = session.run(Map.of("x", numbers));
            for (int i = 0; i < ROWS * WIDTH; i++) {
                double largest = 0;
                for (int j = i / WIDTH * WIDTH; j < (i / WIDTH + 1) * WIDTH; j++) {
                    largest = Math.max(largest, Math.abs(numbers.floats().get(j)));
                }
                double step = found.get("steps").floats().get(i / WIDTH);
                double number = numbers.floats().get(i);
                if (largest > 0) {
                    assertEquals(largest / 127, step, step * 1e-6);
                }
                double coarse = number - (integer(found.get("coarse"), i) - 128) * step;
                assertTrue(Math.abs(coarse) <= step * 0.5001, "off by " + coarse / step + " steps at " + i);
                double fine = coarse - (integer(found.get("fine"), i) - 128) * step / 254;
                assertTrue(Math.abs(fine) <= step / 254 * 0.51, "off by " + fine / step * 254 + " steps at " + i);
            }
        }
    }

    private static int integer(Tensor integers, int index) {
        return integers.bytes().get(index) & 0xff;
    }
}

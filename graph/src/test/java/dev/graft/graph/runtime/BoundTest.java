package dev.graft.graph.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundTest {
    private final Session session = open();

    /** {@code sum = x + y, twice = 2x}. */
    private static Session open() {
        GraphBuilder g = new GraphBuilder("slots");
        Value x = g.input("x", ElementType.FLOAT, "n");
        g.output("sum", x.add(g.input("y", ElementType.FLOAT, "n")));
        g.output("twice", x.multiply(2));
        return Session.open(g.build());
    }

    @AfterEach
    void close() {
        session.close();
    }

    private static Tensor vector(float... values) {
        return Tensor.of(values, values.length);
    }

    @Test
    void runsReadWhatTheTensorsHoldThen() {
        Tensor x = vector(1, 2);
        Tensor sum = vector(0, 0);
        try (Bound bound = session.bind()) {
            bound.input("x", x);
            bound.input("y", vector(10, 20));
            bound.output("sum", sum);
            bound.run();
            assertArrayEquals(new float[] {11, 22}, sum.toFloatArray());
            x.floats().put(0, 5);
            bound.run();
            assertArrayEquals(new float[] {15, 22}, sum.toFloatArray());
            bound.input("x", vector(7, 8)); // takes the place of the first
            bound.run();
            assertArrayEquals(new float[] {17, 28}, sum.toFloatArray());
        }
    }

    /** As a cache lives on: a result becomes an input, 1 -> 2 -> 4 -> 8. */
    @Test
    void resultsFeedTheNextRun() {
        try (Bound bound = session.bind()) {
            bound.input("x", vector(1));
            bound.input("y", vector(0));
            for (int i = 0; i < 3; i++) {
                bound.input("x", bound.run(Set.of("twice")).get("twice"));
            }
            try (RuntimeTensor sum = bound.run(Set.of("sum")).get("sum")) {
                assertArrayEquals(new float[] {8}, sum.toTensor().toFloatArray());
            }
        }
    }

    @Test
    void whatAnInputHoldsIsPassedOn() {
        try (Bound one = session.bind();
                Bound other = session.bind()) {
            one.input("x", vector(3));
            one.input("y", vector(4));
            other.input("y", vector(5));
            other.input("x", vector(6)); // is closed for what comes
            other.input("x", one.run(Set.of("twice")).get("twice"));
            other.pass("x", one);
            try (RuntimeTensor sum = one.run(Set.of("sum")).get("sum")) {
                assertArrayEquals(new float[] {10}, sum.toTensor().toFloatArray());
            }
            String message =
                    assertThrows(IllegalArgumentException.class, other::run).getMessage();
            assertTrue(message.contains("nothing is bound to [x]"), message);
            String twice = assertThrows(IllegalArgumentException.class, () -> other.pass("x", one))
                    .getMessage();
            assertTrue(twice.contains("'slots'") && twice.contains("'x'") && twice.contains("[y]"), twice);
        }
    }

    @Test
    void severalShareASession() {
        try (Bound one = session.bind();
                Bound other = session.bind()) {
            Tensor[] sums = {vector(0), vector(0)};
            one.input("x", vector(1));
            one.input("y", vector(1));
            one.output("sum", sums[0]);
            other.input("x", vector(2));
            other.input("y", vector(2));
            other.output("sum", sums[1]);
            one.run();
            other.run();
            assertEquals(2, sums[0].toFloatArray()[0]);
            assertEquals(4, sums[1].toFloatArray()[0]);
        }
    }

    @Test
    void namesAndMissingInputsAreSaid() {
        try (Bound bound = session.bind()) {
            bound.input("x", vector(1));
            String missing =
                    assertThrows(IllegalArgumentException.class, bound::run).getMessage();
            assertTrue(missing.contains("slots") && missing.contains("[y]"), missing);
            String unknown = assertThrows(IllegalArgumentException.class, () -> bound.output("z", vector(1)))
                    .getMessage();
            assertTrue(unknown.contains("'z'") && unknown.contains("twice"), unknown);
            bound.input("y", vector(1));
            bound.output("sum", vector(1, 2));
            assertThrows(RuntimeFailure.class, bound::run, "an output of another shape");
        }
    }
}

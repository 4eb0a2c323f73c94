package dev.graft.graph.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.Gradients;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Patterns of operators are recognised in every form that exporters write, and only then; results stay the same. */
class RaisingTest {
    private static final String NORM = "SimplifiedLayerNormalization";
    private static final String ROTARY = "com.microsoft.RotaryEmbedding";
    private static final String SWISH = "com.microsoft.QuickGelu";
    private static final Map<String, Tensor> FEEDS =
            Map.of("x", random(2, 3, 4, 6), "positions", Tensor.of(new long[] {0, 1, 2, 3, 2, 3, 4, 5}, 2, 4));

    @Test
    void recognisesNormalisation() {
        Function<Value, Value> root = x -> x.square().mean(true, -1).add(1e-3).squareRoot();
        assertRaised(NORM, x -> scale(x).multiply(x.multiply(root.apply(x).reciprocal())));
        assertRaised(NORM, x -> x.divide(root.apply(x)).multiply(scale(x)));
        assertRaised(NORM, x -> one(x).divide(root.apply(x)).multiply(x).multiply(scale(x)));
        assertRaised(NORM, x -> {
            Value two = x.builder().scalar(ElementType.FLOAT, 2);
            Value mean = x.builder().op("Pow", Map.of(), x, two).mean(true, 3);
            Value shifted = x.builder().scalar(ElementType.FLOAT, 1e-3).add(mean);
            Value inverse = x.builder().op("Pow", Map.of(), shifted, x.builder().scalar(ElementType.FLOAT, -0.5));
            return x.multiply(inverse).multiply(scale(x));
        });
    }

    @Test
    void recognisesLayerNormalisationAsThatOfTheCentredValue() {
        assertRaised(NORM, x -> {
            Value centred = x.subtract(x.mean(true, -1));
            Value root = centred.square().mean(true, -1).add(1e-3).squareRoot();
            return centred.divide(root).multiply(scale(x)).add(scale(x));
        });
    }

    @Test
    void leavesWhatOnlyLooksLikeNormalisation() {
        assertKept(
                NORM,
                x -> x.divide(x.square().mean(true, 2).add(1e-3).squareRoot()).multiply(scale(x)));
        assertKept(
                NORM,
                x -> x.divide(x.exp().square().mean(true, -1).add(1e-3).squareRoot())
                        .multiply(scale(x)));
        assertKept(NORM, x -> x.divide(x.square().mean(true, -1).add(1e-3).squareRoot()));
    }

    @Test
    void recognisesRotation() {
        assertRaised(ROTARY, x -> rotated(x, angles(x, 2), RaisingTest::turned));
        assertRaised(ROTARY, x -> rotated(x, angles(x, 1), RaisingTest::turned));
        assertRaised(ROTARY, x -> rotated(x, angles(x, 1), RaisingTest::turnedBySplit));
    }

    @Test
    void leavesWhatOnlyLooksLikeRotation() {
        assertKept(ROTARY, x -> rotated(x, unequalAngles(x), RaisingTest::turned));
        assertKept(
                ROTARY,
                x -> { // the angles have a gradient too
                    Value half = x.slice(0, 1, 1).slice(0, 3, -1);
                    return rotated(x, half.concat(-1, half), RaisingTest::turned);
                });
        assertKept(
                ROTARY,
                x -> rotated(x, angles(x, 2), y -> y.slice(0, 3, -1).negate().concat(-1, y.slice(3, 6, -1))));
    }

    @Test
    void recognisesRotationOfTheFirstPart() {
        assertEquals(
                List.of("x"),
                rotatedInPart((x, part) -> part.apply(x.slice(0, 6, 3)).concat(-1, x.slice(6, 8, 3))));
        assertEquals(
                List.of(),
                rotatedInPart((x, part) -> part.apply(x.slice(0, 6, 3)).concat(-1, x.slice(0, 2, 3))));
        assertEquals(
                List.of(),
                rotatedInPart((x, part) -> part.apply(x.slice(2, 8, 3)).concat(-1, x.slice(0, 2, 3))));
        assertEquals(List.of(), rotatedInPart((x, part) -> x.slice(6, 8, 3).concat(-1, part.apply(x.slice(0, 6, 3)))));
        assertEquals(
                List.of(),
                rotatedInPart((x, part) ->
                        part.apply(x.slice(0, 6, 3)).concat(-1, x.negate().slice(6, 8, 3))));
    }

    /** Of which values of width 8 the first 6 are found to be rotated. */
    private static List<String> rotatedInPart(BiFunction<Value, UnaryOperator<Value>, Value> pattern) {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 2, 3, 4, 8);
        g.input("positions", ElementType.INT64, 2, 4);
        g.output("y", pattern.apply(x, part -> rotated(part, angles(x, 2), RaisingTest::turned)));
        TypedGraph typed = Specialization.types(g.build(), Map.of());
        RotaryRaising raising = new RotaryRaising(typed);
        return typed.graph().nodes().stream()
                .map(raising::matchOfPart)
                .filter(Objects::nonNull)
                .map(RotaryRaising.Rotation::x)
                .toList();
    }

    @Test
    void recognisesSwish() {
        assertRaised(SWISH, x -> x.multiply(x.sigmoid()));
        assertRaised(SWISH, x -> x.sigmoid().multiply(x));
        assertRaised(SWISH, x -> x.multiply(x.multiply(1.702).sigmoid()));
        assertRaised(SWISH, x -> {
            Value half = x.builder().scalar(ElementType.FLOAT, -0.5);
            return half.multiply(x).sigmoid().multiply(x);
        });
    }

    @Test
    void leavesWhatOnlyLooksLikeSwish() {
        assertKept(SWISH, x -> x.multiply(x.exp().sigmoid()));
        assertKept(SWISH, x -> x.sigmoid().multiply(x.sigmoid()));
        assertKept(SWISH, x -> x.multiply(x.multiply(scale(x)).sigmoid()));
        assertKept(SWISH, x -> x.multiply(x.multiply(x).sigmoid()));
    }

    private static Value scale(Value x) {
        return x.builder().constant(Tensor.of(new float[] {1, -2, 3, 0.5f, 1, 2}, 6));
    }

    private static Value one(Value x) {
        return x.builder().scalar(ElementType.FLOAT, 1);
    }

    private static Value rotated(Value x, Value angles, UnaryOperator<Value> turn) {
        Value cosine = x.builder().op("Cos", Map.of(), angles).multiply(0.9);
        Value sine = x.builder().op("Sin", Map.of(), angles);
        return x.multiply(cosine).add(turn.apply(x).multiply(sine));
    }

    private static Value turned(Value x) {
        return x.slice(3, Long.MAX_VALUE, 3).negate().concat(-1, x.slice(0, 3, 3));
    }

    private static Value turnedBySplit(Value x) {
        List<Value> parts =
                x.builder().op("Split", "", Map.of("axis", -1, "num_outputs", 2), List.of(x.type(), x.type()), x);
        return parts.get(1).negate().concat(3, parts.get(0));
    }

    /** {@code [tables, 1, 4, 6]} of two equal halves, computed from positions that are fed. */
    private static Value angles(Value x, int tables) {
        Value half = frequencies(x, tables);
        return half.concat(-1, half);
    }

    private static Value unequalAngles(Value x) {
        Value half = frequencies(x, 1);
        return half.concat(-1, half.exp());
    }

    private static Value frequencies(Value x, int tables) {
        Value positions = x.builder().value("positions").cast(ElementType.FLOAT).slice(0, tables, 0);
        return positions.unsqueeze(1, 3).multiply(x.builder().constant(Tensor.of(new float[] {1, 0.5f, 0.1f}, 3)));
    }

    private static void assertRaised(String operator, UnaryOperator<Value> pattern) {
        assertEquals(1, count(operator, pattern), operator);
    }

    private static void assertKept(String operator, UnaryOperator<Value> pattern) {
        assertEquals(0, count(operator, pattern), operator);
    }

    private static long count(String operator, UnaryOperator<Value> pattern) {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 2, 3, 4, 6);
        g.input("positions", ElementType.INT64, 2, 4);
        g.output("y", pattern.apply(x));
        Graph special = Specialization.of(g.build(), Map.of()).graph();
        assertArrayEquals(run(g.build()), run(special), 2e-5f);
        assertArrayEquals(gradient(g.build(), false), gradient(g.build(), true), 1e-4f);
        return special.nodes().stream()
                .filter(node -> node.qualifiedType().equals(operator))
                .count();
    }

    /** d sum(y²) / dx, with and without raising. */
    private static float[] gradient(Graph graph, boolean raised) {
        TypedGraph typed =
                raised ? Specialization.of(graph, Map.of()) : new TypedGraph(graph, TypeInference.infer(graph));
        GraphBuilder g = typed.toBuilder();
        Value seed = g.value("y").multiply(2);
        Value dx = Gradients.append(g, typed.graph(), typed.types(), Map.of("y", seed), List.of("x"))
                .get("x");
        g.output("dx", dx);
        try (Session session = Session.open(g.build().withOutputNames(List.of("dx")))) {
            return session.run(FEEDS).get("dx").toFloatArray();
        }
    }

    private static float[] run(Graph graph) {
        try (Session session = Session.open(graph)) {
            return session.run(FEEDS).get("y").toFloatArray();
        }
    }

    private static Tensor random(long... shape) {
        Random random = new Random(7);
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats().put(i, (float) random.nextGaussian());
        }
        return tensor;
    }
}

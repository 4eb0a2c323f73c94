package dev.graft.graph.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which values take part in a differentiation, and what is said where that is not possible. */
class GradientsTest {
    private static final Tensor X = Tensor.of(new float[] {1, -2, 3}, 3);

    @Test
    void sumsWhatSeveralConsumersContribute() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 3);
        g.output("loss", x.square().add(x.multiply(3)).add(x).sumAll());
        assertArrayEquals(new float[] {6, 0, 10}, gradients(g, List.of("x")).get("x"));
    }

    @Test
    void reachesConstantsAndInnerValues() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 3);
        Value weight = g.constant("weight", Constant.of(Tensor.of(new float[] {4, 5, 6}, 3)));
        Value product = x.multiply(weight);
        g.output("loss", product.square().sumAll());
        Map<String, float[]> gradients = gradients(g, List.of("weight", product.name()));
        assertArrayEquals(new float[] {8, 40, 108}, gradients.get("weight"));
        assertArrayEquals(new float[] {8, -20, 36}, gradients.get(product.name()));
    }

    @Test
    void isZeroWhereTheLossDoesNotDepend() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 3);
        Value unused = g.constant("unused", Constant.of(Tensor.of(new float[] {1, 1}, 2)));
        Value chosen = g.constant("chosen", Constant.of(Tensor.of(new float[] {2}, 1)));
        unused.exp();
        Value where = chosen.greater(g.scalar(ElementType.FLOAT, 1));
        g.output("loss", where.where(x, x.negate()).sumAll());
        Map<String, float[]> gradients = gradients(g, List.of("x", "unused", "chosen"));
        assertArrayEquals(new float[] {1, 1, 1}, gradients.get("x"));
        assertArrayEquals(new float[] {0, 0}, gradients.get("unused"));
        assertArrayEquals(new float[] {0}, gradients.get("chosen"), "the condition of Where has no derivative");
    }

    @Test
    void rowsThatSeeNothingGetZeros() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 3);
        float none = Float.NEGATIVE_INFINITY;
        Value mask = g.constant(Tensor.of(new float[] {0, 0, none, none, none, none}, 2, 3));
        Value weights = x.add(mask).softmax(-1);
        Value isNan = g.op("IsNaN", "", Map.of(), ElementType.BOOL, weights);
        Value clean = isNan.where(g.scalar(ElementType.FLOAT, 0), weights);
        g.output(
                "loss",
                clean.multiply(g.constant(Tensor.of(new float[] {1, 2, 3}, 3))).sumAll());
        float[] gradient = gradients(g, List.of("x")).get("x");
        float slope = (float) (1 / (1 + Math.exp(-3)) / (1 + Math.exp(3))); // of softmax([1, -2]) weighted by [1, 2]
        assertArrayEquals(new float[] {-slope, slope, 0}, gradient, 1e-6f);
    }

    /** softmax - one-hot, whether or not the way there goes by the log-probabilities. */
    @Test
    void pickedLogProbabilitiesDifferentiateToTheLogits() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 3);
        Value likelihood = x.multiply(2).unsqueeze(0).logSoftmax(-1);
        Value picked =
                g.op("GatherElements", Map.of("axis", 1), likelihood, g.constant(Tensor.of(new long[] {2, 2}, 1, 2)));
        g.output("loss", picked.sumAll().negate());
        double[] exp = {Math.exp(2), Math.exp(-4), Math.exp(6)};
        double sum = exp[0] + exp[1] + exp[2];
        float[] expected = new float[3];
        for (int i = 0; i < 3; i++) {
            expected[i] = (float) (2 * 2 * (exp[i] / sum - (i == 2 ? 1 : 0)));
        }
        assertArrayEquals(expected, gradients(g, List.of("x")).get("x"), 1e-6f);
        Map<String, float[]> both = gradients(g, List.of("x", likelihood.name()));
        assertArrayEquals(expected, both.get("x"), 1e-6f);
        assertArrayEquals(new float[] {0, 0, -2}, both.get(likelihood.name()), 1e-6f);
    }

    /** The runtime reports a value of unknown rank as a scalar, and the gradient of a scalar is a sum. */
    @Test
    void refusesValuesOfUnknownRank() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 4);
        Value shape = g.input("shape", ElementType.INT64, "rank");
        g.output("loss", x.reshape(shape).exp().multiply(3).sumAll());
        assertTrue(refusal(g).contains("is not known"), refusal(g));
    }

    @Test
    void refusesWhatFollowsFromValuesOfUnknownRank() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT);
        Value shape = g.input("shape", ElementType.INT64, "rank");
        Value other = g.constant(Tensor.of(new float[] {1, 2, 3, 4}, 4)).reshape(shape);
        g.output("loss", x.multiply(other.sum(true, -1)).sumAll());
        assertTrue(refusal(g).contains("is not known"), refusal(g));
    }

    @Test
    void frozenWeightsGetNoGradient() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 1, 3);
        Value weight = g.constant("weight", Constant.of(Tensor.of(new float[6], 3, 2)));
        g.output("loss", x.matMul(weight).sumAll());
        TypedGraph typed = Specialization.of(g.build(), Map.of());
        GraphBuilder builder = typed.toBuilder();
        int forward = typed.graph().nodes().size();
        Gradients.append(builder, typed.graph(), typed.types(), "loss", List.of("x"));
        List<Node> added =
                builder.build().nodes().subList(forward, builder.build().nodes().size());
        long products =
                added.stream().filter(node -> node.opType().endsWith("MatMul")).count();
        assertEquals(1, products, "one product for the gradient of x, none for that of the weight: " + added);
    }

    @Test
    void operatorsOffThePathNeedNoRule() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 3);
        Value other = g.input("other", ElementType.FLOAT, 3, 3);
        Value determinant = g.op("Det", Map.of(), other);
        g.op("Det", Map.of(), x.unsqueeze(0).multiply(x.unsqueeze(1)));
        g.output("loss", x.multiply(determinant).sumAll());
        Tensor identity = Tensor.of(new float[] {2, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3);
        Map<String, float[]> gradients = gradients(g, List.of("x"), Map.of("x", X, "other", identity));
        assertArrayEquals(new float[] {2, 2, 2}, gradients.get("x"));
    }

    @Test
    void namesTheOperatorWithoutRule() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 3, 3);
        g.scope("layer.0").output("loss", g.op("Det", Map.of(), x.exp()));
        String message = refusal(g);
        for (String part : new String[] {"'layer.0/Det.", "Det", "domain 'ai.onnx'", "opset 18", "export"}) {
            assertTrue(message.contains(part), message);
        }
    }

    /** What only products read is taken out before. */
    @Test
    void saysThatIntegersThatSomethingElseReadsAreNotDifferentiable() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 1, 3);
        List<ElementType> types = List.of(ElementType.UINT8, ElementType.FLOAT, ElementType.UINT8);
        List<Value> quantized = g.op("DynamicQuantizeLinear", "", Map.of(), types, x);
        g.output("loss", quantized.get(0).cast(ElementType.FLOAT).sumAll());
        assertTrue(refusal(g).contains("quantis"));
    }

    @Test
    void saysThatRoundingToAnotherScaleIsNotDifferentiable() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 1, 3);
        Value scale = g.scalar(ElementType.FLOAT, 0.1);
        Value rounded = g.op("QuantizeLinear", "", Map.of(), ElementType.UINT8, x, scale);
        Value other = g.scalar(ElementType.FLOAT, 0.2);
        g.output(
                "loss",
                g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, rounded, other)
                        .sumAll());
        assertTrue(refusal(g).contains("quantis"));
    }

    @Test
    void refusesControlFlowThatCapturesAVariable() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", ElementType.FLOAT, 3);
        Value flag = g.input("flag", ElementType.BOOL);
        Value doubled = x.multiply(2);
        Value y = g.op(
                "If",
                "",
                Map.of("then_branch", branch("Exp", doubled), "else_branch", branch("Neg", doubled)),
                ElementType.FLOAT,
                flag);
        g.output("loss", y.sumAll());
        String message = refusal(g);
        assertTrue(message.contains("operator If"), message);
    }

    private static Attribute branch(String operator, Value captured) {
        Node node = new Node(operator, "", "", List.of(captured.name()), List.of("inner_" + operator), Map.of());
        List<ValueInfo> outputs = List.of(new ValueInfo("inner_" + operator, null));
        return new Attribute.Subgraph(new Graph(operator, List.of(), outputs, Map.of(), List.of(node), Map.of()));
    }

    private static String refusal(GraphBuilder g) {
        TypedGraph typed = Specialization.of(g.build(), Map.of());
        return assertThrows(
                        UndifferentiableException.class,
                        () -> Gradients.append(typed.toBuilder(), typed.graph(), typed.types(), "loss", List.of("x")))
                .getMessage();
    }

    private static Map<String, float[]> gradients(GraphBuilder g, List<String> variables) {
        return gradients(g, variables, Map.of("x", X));
    }

    private static Map<String, float[]> gradients(GraphBuilder g, List<String> variables, Map<String, Tensor> feeds) {
        Graph forward = g.build();
        TypedGraph typed = new TypedGraph(forward, TypeInference.infer(forward));
        GraphBuilder builder = typed.toBuilder();
        List<String> names = new ArrayList<>();
        Gradients.append(builder, typed.graph(), typed.types(), "loss", variables)
                .forEach((name, gradient) -> {
                    builder.output("d_" + name, gradient);
                    names.add("d_" + name);
                });
        Map<String, float[]> results = new HashMap<>();
        try (Session session = Session.open(builder.build().withOutputNames(names))) {
            session.run(feeds).forEach((name, tensor) -> results.put(name.substring(2), tensor.toFloatArray()));
        }
        return results;
    }
}

package dev.graft.graph.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.OperatorCase;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.rules.GradientRules;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Closeness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every gradient rule against finite differences of a random projection of the operator's outputs. */
class GradientContractTest {
    static Stream<OperatorCase> cases() {
        return OperatorCases.all();
    }

    @Test
    void everyRuleHasACase() {
        Set<String> untested = new TreeSet<>(GradientRules.operators());
        cases().forEach(testCase -> untested.remove(testCase.operator()));
        assertEquals(Set.of(), untested, "operators with a rule, but without a case");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void gradientEqualsFiniteDifferences(OperatorCase testCase) {
        try {
            check(testCase);
        } catch (RuntimeException e) {
            throw new AssertionError(testCase + ": " + e.getMessage(), e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.graft.graph.rewrite.FusedCases#differentiable")
    void gradientThroughLoweredOperatorEqualsFiniteDifferences(OperatorCase testCase) {
        check(testCase, Specialization.of(testCase.graph(), Map.of()));
    }

    private static void check(OperatorCase testCase) {
        TypedGraph typed = Specialization.of(testCase.graph(), Map.of());
        assertTrue(
                typed.graph().nodes().stream()
                        .anyMatch(node -> node.qualifiedType().equals(testCase.operator())),
                testCase + ": the operator is gone after specialisation");
        check(testCase, typed);
    }

    private static void check(OperatorCase testCase, TypedGraph typed) {
        Map<String, double[]> weights = new LinkedHashMap<>();
        Map<String, Tensor> seeds = new LinkedHashMap<>();
        Map<String, double[]> expected = new LinkedHashMap<>();
        try (Session session = Session.open(testCase.graph(), SessionConfig.DEFAULT.withThreads(1))) {
            Random random = new Random(7);
            session.run(testCase.feeds()).forEach((name, output) -> {
                if (output.type().isFloatingPoint()) {
                    weights.put(name, random.doubles(output.size(), -1, 1).toArray());
                    seeds.put(name, OperatorCase.tensor(output.type(), weights.get(name), output.shape()));
                }
            });
            FiniteDifferences differences = new FiniteDifferences(session, testCase.feeds(), weights);
            testCase.variables().forEach(variable -> expected.put(variable, differences.of(variable)));
        }
        double tolerance = testCase.isSingle() ? 1e-3 : 1e-7;
        Map<String, Tensor> together = gradients(typed, testCase, seeds, testCase.variables());
        for (String variable : testCase.variables()) {
            assertClose(testCase, variable, expected.get(variable), together.get(variable), tolerance);
            if (testCase.variables().size() > 1) {
                Map<String, Tensor> alone = gradients(typed, testCase, seeds, List.of(variable));
                assertClose(testCase, variable, expected.get(variable), alone.get(variable), tolerance);
            }
        }
    }

    private static Map<String, Tensor> gradients(
            TypedGraph typed, OperatorCase testCase, Map<String, Tensor> seeds, List<String> variables) {
        GraphBuilder builder = typed.toBuilder();
        Map<String, Value> seedValues = new LinkedHashMap<>();
        seeds.forEach((name, seed) -> seedValues.put(name, builder.constant("seed_" + name, Constant.of(seed))));
        Map<String, Value> gradients = Gradients.append(builder, typed.graph(), typed.types(), seedValues, variables);
        gradients.forEach((variable, gradient) -> builder.output("d_" + variable, gradient));
        List<String> names = new ArrayList<>();
        variables.forEach(variable -> names.add("d_" + variable));
        Graph graph = builder.build().withOutputNames(names);
        Map<String, Tensor> results = new LinkedHashMap<>();
        try (Session session = Session.open(graph, SessionConfig.DEFAULT.withThreads(1))) {
            session.run(testCase.feeds()).forEach((name, tensor) -> results.put(name.substring(2), tensor));
        }
        return results;
    }

    private static void assertClose(
            OperatorCase testCase, String variable, double[] expected, Tensor actual, double tolerance) {
        assertArrayEquals(
                testCase.feeds().get(variable).shape(), actual.shape(), testCase + ": shape of d " + variable);
        double largest = Closeness.largest(expected);
        assertTrue(largest > 1e-3, testCase + " tests nothing: all derivatives by " + variable + " vanish");
        Closeness.ofLargest(tolerance)
                .check(testCase + ": d " + variable, expected, actual.shape(), i -> FiniteDifferences.get(actual, i));
    }
}

package dev.graft.training.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.contrast.ContextualSimilarity;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.Gradients;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losses and the gradients of their inputs against {@code scripts/reference/objectives.py}. */
class LossesTest {
    private static final int[] DIFFERENT = {0, 1, 2, 3};

    @TempDir
    Path folder;

    private Map<String, Tensor> reference;

    @BeforeEach
    void read() throws IOException {
        Path file = folder.resolve("losses.safetensors");
        try (InputStream resource = getClass().getResourceAsStream("losses.safetensors")) {
            Files.copy(resource, file);
        }
        reference = Safetensors.read(file);
    }

    @Test
    void clip() {
        for (String name : Set.of("clip", "clip_limit")) {
            check(
                    name,
                    (g, in) ->
                            InfoNce.of(in.get("images").matMulTransposed(in.get("texts")), in.get("scale"), pairs(g)));
        }
    }

    @Test
    void contrastWithSmoothing() {
        check(
                "smoothed",
                (g, in) -> InfoNce.of(in.get("logits"), g.constant(PairTargets.probabilities(DIFFERENT, 0.1))));
    }

    @Test
    void contrastWhereAnImageOccursTwice() {
        check(
                "soft",
                (g, in) -> InfoNce.of(
                        in.get("logits"), g.constant(PairTargets.probabilities(new int[] {7, 1, 7, 3}, 0.1))));
    }

    @Test
    void sigLip() {
        check(
                "siglip",
                (g, in) -> SigmoidContrast.of(
                        in.get("images").matMulTransposed(in.get("texts")),
                        g.constant(PairTargets.signs(DIFFERENT)),
                        in.get("scale"),
                        in.get("bias")));
    }

    @Test
    void llip() {
        ContextualSimilarity similarity = new ContextualSimilarity(3, 2, 3, 5);
        check(
                "llip",
                (g, in) -> SigmoidContrast.of(
                        similarity.of(
                                in.get("queries"), in.get("keys"), in.get("values"), in.get("output"), in.get("texts")),
                        g.constant(PairTargets.signs(DIFFERENT)),
                        in.get("scale"),
                        in.get("bias")));
    }

    @Test
    void coCa() {
        check(
                "coca",
                (g, in) -> ContrastAndCaption.COCA.of(
                        InfoNce.of(in.get("similarities"), pairs(g)),
                        in.get("logits"),
                        g.constant(reference.get("coca|targets")),
                        g.constant(reference.get("coca|weights"))));
    }

    @Test
    void smoothedWords() {
        check(
                "words",
                (g, in) -> SmoothedCrossEntropy.of(
                        in.get("logits"),
                        g.constant(reference.get("coca|targets")),
                        g.constant(reference.get("coca|weights")),
                        0.1));
    }

    private static Value pairs(GraphBuilder g) {
        return g.constant(PairTargets.probabilities(DIFFERENT, 0));
    }

    private void check(String name, BiFunction<GraphBuilder, Map<String, Value>, Value> loss) {
        Map<String, Tensor> feeds = part(name + "|in/");
        GraphBuilder g = new GraphBuilder(name);
        Map<String, Value> inputs = new LinkedHashMap<>();
        feeds.forEach((input, tensor) -> inputs.put(
                input,
                g.input(
                        input,
                        tensor.type(),
                        Arrays.stream(tensor.shape()).boxed().toArray())));
        g.output("loss", loss.apply(g, inputs));
        TypedGraph forward = Specialization.of(g.build(), Map.of());
        try (Session session = Session.open(withGradients(forward, feeds.keySet()))) {
            Map<String, Tensor> results = session.run(feeds);
            assertClose(name, reference.get(name + "|loss"), results.get("loss"), 1e-5);
            part(name + "|grad/")
                    .forEach((input, expected) ->
                            assertClose(name + " " + input, expected, results.get("grad/" + input), 1e-4));
        }
    }

    private static Graph withGradients(TypedGraph forward, Set<String> variables) {
        GraphBuilder g = forward.toBuilder();
        Gradients.append(g, forward.graph(), forward.types(), "loss", variables)
                .forEach((name, gradient) -> g.output("grad/" + name, gradient));
        return g.build();
    }

    private Map<String, Tensor> part(String prefix) {
        return reference.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .collect(Collectors.toMap(entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
    }

    private static void assertClose(String name, Tensor expected, Tensor actual, double tolerance) {
        assertArrayEquals(expected.shape(), actual.shape(), name);
        float[] right = expected.toFloatArray();
        float[] found = actual.toFloatArray();
        double largest = 1e-30;
        for (float value : right) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < right.length; i++) {
            double error = Math.abs(right[i] - found[i]) / largest;
            assertTrue(error <= tolerance, name + ": expected " + right[i] + ", found " + found[i]);
        }
    }
}

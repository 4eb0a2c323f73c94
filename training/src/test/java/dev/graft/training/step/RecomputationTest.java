package dev.graft.training.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.Graph;
import dev.graft.graph.autodiff.Recomputation;
import dev.graft.graph.precision.Precision;
import dev.graft.graph.runtime.Device;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import dev.graft.testsupport.Checkout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A backward pass that computes values a second time against one that holds them all. */
class RecomputationTest {
    private static final int VISUAL_TOKENS = 3;
    private static final int WIDTH = 5;
    private static final int LONG = 102;
    private static final int SHORT = 62;

    /** The tiny GPT-2 reads no text that is long for its heads. */
    static Stream<Arguments> models() {
        return Stream.of("llama", "phi", "gpt2", "t5")
                .flatMap(model -> Stream.of(Recomputation.ATTENTION, Recomputation.CHEAP, Recomputation.ALL)
                        .filter(recomputation -> !model.equals("gpt2") || recomputation != Recomputation.ATTENTION)
                        .map(recomputation -> Arguments.of(model, recomputation)));
    }

    /** As many as all but the tiny GPT-2 read. */
    private static int tokens(LanguageModel model) {
        return model.bodyGraph().constants().keySet().stream().anyMatch(name -> name.contains("wpe")) ? SHORT : LONG;
    }

    private static MicroBatch batch(LanguageModel model) {
        Random random = new Random(1);
        List<TrainingSample> samples = new ArrayList<>();
        for (int row = 0; row < 2; row++) {
            long[] prompt = random.longs(tokens(model) - 9L * row, 3, 40).toArray();
            long[] target = random.longs(2 + row, 3, 40).toArray();
            samples.add(new TrainingSample("random", row, 1, TextRow.of(prompt, target)));
        }
        return new Batcher(model, new Drawn(VISUAL_TOKENS, WIDTH), VISUAL_TOKENS, 2).batch(samples);
    }

    private static Adapter adapter(LanguageModel model) {
        return AdapterSpec.of(Map.of("kind", "linear")).create(WIDTH, VISUAL_TOKENS, model.width());
    }

    private static Map<String, Tensor> gradients(
            LanguageModel model, TrainedParts parts, SessionConfig config, Recomputation recomputation) {
        Map<String, Tensor> weights = new TreeMap<>(parts.adapter().initialise(3));
        Random random = new Random(4);
        parts.tunings()
                .forEach(tuning -> tuning.parameterShapes().forEach((name, shape) -> {
                    Tensor drawn = Tensor.allocate(ElementType.FLOAT, shape);
                    for (int i = 0; i < drawn.size(); i++) {
                        drawn.floats().put(i, 0.1F * (float) random.nextGaussian());
                    }
                    weights.put(name, drawn);
                }));
        try (TrainingStep step = new TrainingStep(
                PromptReading.whole(model), parts, Map.of(), 0, config, MemoryUse.ORDINARY, recomputation)) {
            double loss = step.accumulate(batch(model), 0.25, weights, 1, 0);
            Map<String, Tensor> found = new TreeMap<>(step.gradients());
            found.put("loss", Tensor.of(new float[] {(float) loss}, 1));
            return found;
        }
    }

    private static void assertSame(LanguageModel model, TrainedParts parts, SessionConfig config, Recomputation how) {
        Map<String, Tensor> expected = gradients(model, parts, config, Recomputation.NONE);
        Map<String, Tensor> found = gradients(model, parts, config, how);
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, gradient) ->
                assertArrayEquals(gradient.toFloatArray(), found.get(name).toFloatArray(), name));
    }

    private static boolean isRecomputing(Graph graph) {
        return graph.nodes().stream().anyMatch(node -> node.name().contains("again/"));
    }

    private static Graph graph(LanguageModel model, TrainedParts parts, Recomputation recomputation) {
        MicroBatch batch = batch(model);
        TensorType features =
                new TensorType(ElementType.FLOAT, Shape.of(batch.features().shape()));
        return TrainingGraph.build(
                model,
                LanguageBody.of(model, batch.size()),
                parts,
                parts.parameterShapes().keySet(),
                batch.size(),
                batch.slots(),
                features,
                unknown -> Optional.empty(),
                recomputation);
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsAreTheSameToTheBit(String name, Recomputation recomputation) {
        LanguageModel model = LanguageModel.load(Checkout.tiny(name));
        TrainedParts parts = TrainedParts.of(adapter(model));
        assertTrue(isRecomputing(graph(model, parts, recomputation)), "nothing is recomputed");
        assertSame(model, parts, SessionConfig.DEFAULT, recomputation);
        assertSame(model, parts, SessionConfig.DEFAULT.withPrepack(false), recomputation);
    }

    /** Of a model with matrices that are large enough to be rounded. */
    @ParameterizedTest
    @EnumSource(
            value = Recomputation.class,
            names = {"CHEAP", "ALL"})
    void gradientsOfARoundedModelAreTheSameToTheBit(Recomputation recomputation) {
        LanguageModel model = LanguageModel.load(
                Checkout.root().resolve("world/src/main/resources/dev/graft/world/backbones/shapes-language"));
        TrainedParts parts = TrainedParts.of(adapter(model));
        assertTrue(isRecomputing(graph(model, parts, recomputation)));
        assertSame(model, parts, SessionConfig.DEFAULT.withPrecision(Precision.INT8), recomputation);
        assertSame(model, parts, SessionConfig.DEFAULT.withPrecision(Precision.INT16), recomputation);
    }

    @ParameterizedTest
    @EnumSource(
            value = Recomputation.class,
            names = {"CHEAP", "ALL"})
    void gradientsOfTunedModelsAreTheSameToTheBit(Recomputation recomputation) {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
        TrainedParts parts = new TrainedParts(adapter(model), List.of(LowRank.of(model.bodyGraph(), 1)));
        assertSame(model, parts, SessionConfig.DEFAULT, recomputation);
    }

    private static Optional<MemoryEstimate> memory(SessionConfig config, Recomputation recomputation) {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
        TrainedParts parts = TrainedParts.of(adapter(model));
        try (TrainingStep step = new TrainingStep(
                PromptReading.whole(model), parts, Map.of(), 0, config, MemoryUse.ORDINARY, recomputation)) {
            return step.memory(batch(model), 7);
        }
    }

    @Test
    void lessMemoryIsExpectedOfTheMachine() {
        long all =
                memory(SessionConfig.DEFAULT, Recomputation.NONE).orElseThrow().values();
        long fewer =
                memory(SessionConfig.DEFAULT, Recomputation.ALL).orElseThrow().values();
        assertTrue(fewer < all, fewer + " of " + all);
        assertEquals(
                Optional.empty(), memory(SessionConfig.DEFAULT.withDevice(Device.parse("cuda")), Recomputation.NONE));
    }
}

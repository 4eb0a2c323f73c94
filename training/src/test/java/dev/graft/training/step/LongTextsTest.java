package dev.graft.training.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextRow;
import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.graph.Graph;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import dev.graft.testsupport.Checkout;
import dev.graft.training.features.Features;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are so long that attention goes by blocks: the step's loss and gradients against those of whole attention. */
class LongTextsTest {
    private static final int WIDTH = 5;
    private static final int VISUAL_TOKENS = 3;

    private final Random random = new Random(2);

    private MicroBatch batch(LanguageModel model) {
        List<TrainingSample> samples = new ArrayList<>();
        for (int row = 0; row < 2; row++) {
            long[] prompt = random.longs(280 - 60L * row, 3, 40).toArray();
            long[] target = random.longs(262 + 3L * row, 3, 40).toArray();
            samples.add(new TrainingSample("random", row, 1, TextRow.of(prompt, target)));
        }
        Features features = new DrawnFeatures(drawn(VISUAL_TOKENS, WIDTH));
        return new Batcher(model, features, VISUAL_TOKENS, 2).batch(samples);
    }

    /** The same of every image. */
    private record DrawnFeatures(Tensor drawn) implements Features {
        @Override
        public Tensor of(int image) {
            return drawn;
        }

        @Override
        public int tokens() {
            return VISUAL_TOKENS;
        }

        @Override
        public int width() {
            return WIDTH;
        }
    }

    private Tensor drawn(long... shape) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats().put(i, (float) random.nextGaussian());
        }
        return tensor;
    }

    private static long softmaxes(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> node.opType().equals("Softmax"))
                .count();
    }

    /** The T5 reads its prompt in both directions, so that only its decoder can go by blocks. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "phi", "t5"})
    void lossAndGradientsAreThoseOfWholeAttention(String name) {
        LanguageModel model = LanguageModel.load(Checkout.tiny(name));
        TrainedParts parts =
                TrainedParts.of(AdapterSpec.of(Map.of("kind", "linear")).create(WIDTH, VISUAL_TOKENS, model.width()));
        Map<String, Tensor> weights = parts.adapter().initialise(3);
        MicroBatch batch = batch(model);
        Map<String, Tensor> expected = whole(model, parts, batch, weights);
        try (TrainingStep step = new TrainingStep(model, parts, SessionConfig.DEFAULT)) {
            double loss = step.accumulate(batch, 0.002, weights, 1, 0);
            assertEquals(expected.get(TokenCrossEntropy.LOSS).floats().get(0), loss, 1e-6 * loss);
            assertEquals(loss, step.loss(batch, 0.002, weights), 1e-6 * loss);
            step.gradients().forEach((parameter, gradient) -> {
                float[] values =
                        expected.get(TrainingGraph.gradientOut(parameter)).toFloatArray();
                float largest = 0;
                for (float value : values) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertTrue(largest > 0, parameter);
                assertArrayEquals(values, gradient.toFloatArray(), 1e-5f * largest, parameter);
            });
            assertTrue(softmaxes(step.graph(batch, false)) > softmaxes(model.bodyGraph()), "by blocks");
        }
    }

    /** By the graph of which no mask is known. */
    private static Map<String, Tensor> whole(
            LanguageModel model, TrainedParts parts, MicroBatch batch, Map<String, Tensor> weights) {
        Graph graph = graph(model, parts, batch, unknown -> Optional.empty());
        Map<String, Tensor> feeds = new LinkedHashMap<>(batch.feeds(0.002));
        weights.forEach((parameter, tensor) -> {
            feeds.put(TrainingGraph.parameter(parameter), tensor);
            feeds.put(TrainingGraph.gradientIn(parameter), Tensor.allocate(ElementType.FLOAT, tensor.shape()));
        });
        try (Session session = Session.open(graph)) {
            return session.run(feeds);
        }
    }

    private static Graph graph(
            LanguageModel model,
            TrainedParts parts,
            MicroBatch batch,
            Function<Graph, Optional<Map<String, Tensor>>> masks) {
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
                masks,
                MemoryUse.ORDINARY.recomputation(SessionConfig.DEFAULT));
    }
}

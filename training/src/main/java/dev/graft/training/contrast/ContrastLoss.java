package dev.graft.training.contrast;

import dev.graft.adapters.contrast.DualEncoder;
import dev.graft.graph.Graph;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
import dev.graft.training.loss.PairTargets;
import dev.graft.training.step.MaskSampler;
import dev.graft.training.step.Sessions;
import dev.graft.training.step.TrainingGraph;
import dev.graft.training.step.TrainingSample;
import dev.graft.training.step.WholeBatchLoss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The contrast of images and texts on whole batches. What shows the same image belongs together; equal texts do not. */
final class ContrastLoss extends WholeBatchLoss {
    private record Key(int batch, boolean backward) {
        long tokens() {
            return backward ? batch : batch / 4;
        }
    }

    private final DualEncoder network;
    private final Features features;
    private final TextVectors texts;
    private final MaskSampler masks;
    private final Sessions<Key> sessions;

    /**
     * @param frozen weights that are not trained, by name
     * @param texts of the samples by number
     * @param seed of what is dropped
     * @param batch samples of a step
     */
    public ContrastLoss(
            DualEncoder network,
            Map<String, Tensor> frozen,
            Features features,
            TextVectors texts,
            long seed,
            int batch,
            SessionConfig config) {
        super(network, frozen, batch);
        this.network = network;
        this.features = features;
        this.texts = texts;
        this.masks = new MaskSampler(seed);
        this.sessions = new Sessions<>(config, Key::tokens);
    }

    @Override
    public Map<String, Double> run(
            long stream, List<TrainingSample> samples, Map<String, Tensor> weights, Map<String, Tensor> gradients) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(ContrastGraph.FEATURES, TrainingSample.features(samples, features));
        feeds.put(ContrastGraph.TEXTS, texts.of(samples));
        int[] images = samples.stream().mapToInt(TrainingSample::image).toArray();
        feeds.put(
                ContrastGraph.PAIRS,
                network.spec().form().judgesPairs() ? PairTargets.signs(images) : PairTargets.probabilities(images, 0));
        weights.forEach((name, tensor) -> feeds.put(TrainingGraph.parameter(name), tensor));
        Tensor loss = Tensor.allocate(ElementType.FLOAT);
        Map<String, Tensor> outputs = new LinkedHashMap<>(gradients);
        outputs.put(ContrastGraph.LOSS, loss);
        boolean backward = !gradients.isEmpty();
        Session session = sessions.get(new Key(samples.size(), backward), () -> graph(samples.size(), backward));
        feeds.putAll(masks.draw(stream, 0, session.inputShapes()));
        session.runInto(feeds, outputs);
        return Map.of(LOSS, (double) loss.floats().get(0));
    }

    private Graph graph(int batch, boolean backward) {
        ContrastGraph graph = new ContrastGraph(network, batch, features.tokens(), features.width());
        return backward ? graph.gradients(gradients().keySet()) : graph.loss();
    }

    @Override
    public void close() {
        sessions.close();
    }
}

package dev.graft.training.step;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.graph.Graph;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs the training graph on micro-batches and sums up their gradients. For each padded size of a batch there is one
 * session, made when the size first occurs.
 */
public final class TrainingStep implements AutoCloseable {
    private record Key(TextBatch.Size size, boolean backward) {
        long tokens() {
            return (long) size.batch() * (size.tokens() + size.decoderTokens());
        }
    }

    private final LanguageModel model;
    private final Adapter adapter;
    private final Map<String, Tensor> frozen;
    private final Sessions<Key> sessions;
    private final MaskSampler masks;
    private Map<String, Tensor> gradients;
    private Map<String, Tensor> spare;

    /** Trains all weights of the adapter. */
    public TrainingStep(LanguageModel model, Adapter adapter, SessionConfig config) {
        this(model, adapter, Map.of(), 0, config);
    }

    /**
     * Trains some weights of the adapter.
     *
     * @param frozen weights that are not trained, by name; they are not copied
     * @param seed of what is drawn at random
     */
    public TrainingStep(
            LanguageModel model, Adapter adapter, Map<String, Tensor> frozen, long seed, SessionConfig config) {
        this.model = model;
        this.adapter = adapter;
        this.frozen = frozen;
        this.sessions = new Sessions<>(config, Key::tokens);
        this.masks = new MaskSampler(seed);
        this.gradients = zeros();
        this.spare = zeros();
    }

    private Map<String, Tensor> zeros() {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        adapter.parameterShapes().forEach((name, shape) -> {
            if (!frozen.containsKey(name)) {
                zeros.put(name, Tensor.allocate(ElementType.FLOAT, shape));
            }
        });
        return zeros;
    }

    /** All weights of the adapter: those that are trained, as given, and the frozen ones. */
    public Map<String, Tensor> weights(Map<String, Tensor> trained) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        adapter.parameterShapes().keySet().forEach(name -> all.put(name, trained.getOrDefault(name, frozen.get(name))));
        return all;
    }

    /** Forgets the gradients gathered so far. */
    public void reset() {
        gradients.values().forEach(tensor -> {
            for (var bytes = tensor.bytes(); bytes.hasRemaining(); ) {
                bytes.put((byte) 0);
            }
        });
    }

    /**
     * Adds the gradients of one micro-batch.
     *
     * @param weight of each target token; 1 / number of targets in all micro-batches together makes the loss their mean
     * @param parameters that are trained
     * @param step the number of the optimiser's step, by which what is drawn at random differs
     * @param first the place in the step's batch of the first sample
     * @return the micro-batch's part of the loss
     */
    public double accumulate(MicroBatch batch, double weight, Map<String, Tensor> parameters, long step, int first) {
        Session session = session(batch, true);
        Map<String, Tensor> feeds = feeds(batch, weight, parameters);
        masks.draw(step, first, session, feeds);
        gradients.forEach((name, tensor) -> feeds.put(TrainingGraph.gradientIn(name), tensor));
        Tensor loss = Tensor.allocate(ElementType.FLOAT);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put(TokenCrossEntropy.LOSS, loss);
        spare.forEach((name, tensor) -> outputs.put(TrainingGraph.gradientOut(name), tensor));
        session.runInto(feeds, outputs);
        Map<String, Tensor> summed = spare;
        spare = gradients;
        gradients = summed;
        return loss.floats().get(0);
    }

    /** The loss of one micro-batch without gradients. */
    public double loss(MicroBatch batch, double weight, Map<String, Tensor> parameters) {
        Tensor loss = Tensor.allocate(ElementType.FLOAT);
        session(batch, false).runInto(feeds(batch, weight, parameters), Map.of(TokenCrossEntropy.LOSS, loss));
        return loss.floats().get(0);
    }

    /** The gradients gathered since the last reset; overwritten by the next micro-batch. */
    public Map<String, Tensor> gradients() {
        return gradients;
    }

    private Map<String, Tensor> feeds(MicroBatch batch, double weight, Map<String, Tensor> parameters) {
        Map<String, Tensor> feeds = new LinkedHashMap<>(batch.text().feeds());
        feeds.put(LanguageModel.IDS, batch.text().inputIds());
        feeds.put(TrainingGraph.FEATURES, batch.features());
        feeds.put(TrainingGraph.VISUAL_INDEX, batch.visualIndex());
        feeds.put(TokenCrossEntropy.TARGET_INDEX, batch.text().targetIndex());
        feeds.put(TokenCrossEntropy.TARGET_IDS, batch.text().targetIds());
        feeds.put(TokenCrossEntropy.TARGET_WEIGHTS, weights(batch, (float) weight));
        weights(parameters).forEach((name, tensor) -> feeds.put(TrainingGraph.parameter(name), tensor));
        return feeds;
    }

    private static Tensor weights(MicroBatch batch, float weight) {
        Tensor weights = Tensor.allocate(ElementType.FLOAT, batch.size().targets());
        for (int i = 0; i < batch.text().targetCount(); i++) {
            weights.floats().put(i, weight);
        }
        return weights;
    }

    private Session session(MicroBatch batch, boolean backward) {
        return sessions.get(new Key(batch.size(), backward), () -> graph(batch, backward));
    }

    private Graph graph(MicroBatch batch, boolean backward) {
        long[] features = batch.features().shape();
        return backward
                ? TrainingGraph.build(model, adapter, gradients.keySet(), batch.size(), features)
                : TrainingGraph.loss(model, adapter, batch.size(), features);
    }

    @Override
    public void close() {
        sessions.close();
    }
}

package dev.graft.training.step;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.graph.Graph;
import dev.graft.graph.ValueMemory;
import dev.graft.graph.autodiff.Recomputation;
import dev.graft.graph.precision.WeightMemory;
import dev.graft.graph.runtime.Bound;
import dev.graft.graph.runtime.Device;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the training graph on micro-batches and sums up their gradients. For each padded size of a batch there is one
 * session, made when the size first occurs.
 */
public final class TrainingStep implements AutoCloseable {
    private record Key(TextBatch.Size size, int slots, int spareRows, boolean backward) {
        long tokens() {
            return (long) size.batch() * (size.tokens() + size.decoderTokens());
        }
    }

    private final LanguageModel model;
    private final TrainedParts parts;
    private final Map<String, Tensor> frozen;
    private final Sessions<Key> sessions;
    private final MemoryUse memory;
    private final SessionConfig session;
    private final Recomputation recomputation;
    private final MaskSampler masks;
    private final Tensor loss = Tensor.allocate(ElementType.FLOAT);
    private Map<String, Tensor> gradients;
    private Map<String, Tensor> spare;

    /** Trains all weights. */
    public TrainingStep(LanguageModel model, TrainedParts parts, SessionConfig config) {
        this(model, parts, Map.of(), 0, config, MemoryUse.ORDINARY);
    }

    /**
     * Trains some weights.
     *
     * @param frozen weights that are not trained, by name; they are not copied
     * @param seed of what is drawn at random
     */
    public TrainingStep(
            LanguageModel model,
            TrainedParts parts,
            Map<String, Tensor> frozen,
            long seed,
            SessionConfig config,
            MemoryUse memory) {
        this(model, parts, frozen, seed, config, memory, memory.recomputation(config));
    }

    /** @param recomputation what the way back computes a second time */
    TrainingStep(
            LanguageModel model,
            TrainedParts parts,
            Map<String, Tensor> frozen,
            long seed,
            SessionConfig config,
            MemoryUse memory,
            Recomputation recomputation) {
        this.model = model;
        this.parts = parts;
        this.frozen = frozen;
        this.session = memory.of(config);
        // What is put together in the forward pass would not be where its inner values are read a second time.
        this.sessions = new Sessions<>(key -> session.withFusing(!key.backward()), Key::tokens);
        this.memory = memory;
        this.recomputation = recomputation;
        this.masks = new MaskSampler(seed);
        this.gradients = zeros();
        this.spare = zeros();
    }

    private Map<String, Tensor> zeros() {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        parts.parameterShapes().forEach((name, shape) -> {
            if (!frozen.containsKey(name)) {
                zeros.put(name, Tensor.allocate(ElementType.FLOAT, shape));
            }
        });
        return zeros;
    }

    /** All weights of the trained parts: those that are trained, as given, and the frozen ones. */
    public Map<String, Tensor> weights(Map<String, Tensor> trained) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        parts.parameterShapes().keySet().forEach(name -> all.put(name, trained.getOrDefault(name, frozen.get(name))));
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
     * @param first the place among the images of the step's batch of the first one
     * @return the micro-batch's part of the loss
     */
    public double accumulate(MicroBatch batch, double weight, Map<String, Tensor> parameters, long step, int first) {
        Bound bound = bound(batch, true);
        bind(bound, batch, weight, parameters);
        masks.draw(step, first, bound.inputShapes()).forEach(bound::input);
        gradients.forEach((name, tensor) -> bound.input(TrainingGraph.gradientIn(name), tensor));
        spare.forEach((name, tensor) -> bound.output(TrainingGraph.gradientOut(name), tensor));
        bound.run();
        Map<String, Tensor> summed = spare;
        spare = gradients;
        gradients = summed;
        return loss.floats().get(0);
    }

    /** The loss of one micro-batch without gradients. */
    public double loss(MicroBatch batch, double weight, Map<String, Tensor> parameters) {
        Bound bound = bound(batch, false);
        bind(bound, batch, weight, parameters);
        bound.run();
        return loss.floats().get(0);
    }

    /**
     * What steps on micro-batches of the size of one take of the machine's memory, before any is computed; empty on a device, which
     * has memory of its own.
     *
     * @param bytesOfTrained what the trained weights take with all that their training keeps of them
     */
    public Optional<MemoryEstimate> memory(MicroBatch batch, long bytesOfTrained) {
        if (session.device().kind() != Device.Kind.CPU) {
            return Optional.empty();
        }
        Graph graph = graph(batch, true);
        return Optional.of(new MemoryEstimate(
                WeightMemory.of(graph, session.precision(), session.prepack()),
                ValueMemory.peak(graph, TypeInference.infer(graph)),
                bytesOfTrained));
    }

    /** The gradients gathered since the last reset; overwritten by the next micro-batch. */
    public Map<String, Tensor> gradients() {
        return gradients;
    }

    private void bind(Bound bound, MicroBatch batch, double weight, Map<String, Tensor> parameters) {
        batch.text().feeds().forEach(bound::input);
        bound.input(LanguageModel.IDS, batch.text().inputIds());
        bound.input(TrainingGraph.FEATURES, batch.features());
        bound.input(TrainingGraph.VISUAL_INDEX, batch.visualIndex());
        bound.input(TokenCrossEntropy.TARGET_INDEX, batch.text().targetIndex());
        bound.input(TokenCrossEntropy.TARGET_IDS, batch.text().targetIds());
        bound.input(TokenCrossEntropy.TARGET_WEIGHTS, weights(batch, (float) weight));
        weights(parameters).forEach((name, tensor) -> bound.input(TrainingGraph.parameter(name), tensor));
        bound.output(TokenCrossEntropy.LOSS, loss);
    }

    private static Tensor weights(MicroBatch batch, float weight) {
        Tensor weights = Tensor.allocate(ElementType.FLOAT, batch.size().targets());
        for (int i = 0; i < batch.text().targetCount(); i++) {
            weights.floats().put(i, weight);
        }
        return weights;
    }

    private Bound bound(MicroBatch batch, boolean backward) {
        if (memory == MemoryUse.LOW) {
            sessions.close(key -> key.backward() != backward);
        }
        return sessions.bound(
                new Key(batch.size(), (int) batch.features().dim(0), batch.spareRows(), backward),
                () -> graph(batch, backward));
    }

    private Graph graph(MicroBatch batch, boolean backward) {
        TensorType features = new TensorType(
                batch.features().type(), Shape.of(batch.features().shape()));
        return backward
                ? TrainingGraph.build(
                        model, parts, gradients.keySet(), batch.size(), batch.spareRows(), features, recomputation)
                : TrainingGraph.loss(model, parts, batch.size(), batch.spareRows(), features);
    }

    @Override
    public void close() {
        sessions.close();
    }
}

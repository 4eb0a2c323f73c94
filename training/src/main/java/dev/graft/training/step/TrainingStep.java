package dev.graft.training.step;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.graph.Graph;
import dev.graft.graph.Repetition;
import dev.graft.graph.ValueMemory;
import dev.graft.graph.autodiff.Recomputation;
import dev.graft.graph.precision.WeightMemory;
import dev.graft.graph.runtime.Bound;
import dev.graft.graph.runtime.Device;
import dev.graft.graph.runtime.LateDecoding;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs the training graph on micro-batches and sums up their gradients. For each padded size of a batch there is one
 * session, made when the size first occurs.
 */
public final class TrainingStep implements AutoCloseable {
    /** What a session computes of micro-batches. */
    private enum Pass {
        LOSS,
        GRADIENTS,
        /** Of several, one after the other in one run. */
        GRADIENTS_OF_SEVERAL
    }

    private record Key(TextBatch.Size size, ImageSlots slots, Pass pass) {
        long tokens() {
            return (long) size.batch() * (size.tokens() + size.decoderTokens());
        }
    }

    /** What is fed to one run lies on the device at once; more would gain no time. */
    private static final long MOST_BYTES_IN_ONE_RUN = 1L << 28;

    private final PromptReading reading;
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

    /** Trains some weights through a model that reads prompts from their first token. */
    public TrainingStep(
            LanguageModel model,
            TrainedParts parts,
            Map<String, Tensor> frozen,
            long seed,
            SessionConfig config,
            MemoryUse memory) {
        this(PromptReading.whole(model), parts, frozen, seed, config, memory);
    }

    /**
     * Trains some weights.
     *
     * @param reading how the batches were laid out too
     * @param frozen weights that are not trained, by name; they are not copied
     * @param seed of what is drawn at random
     */
    public TrainingStep(
            PromptReading reading,
            TrainedParts parts,
            Map<String, Tensor> frozen,
            long seed,
            SessionConfig config,
            MemoryUse memory) {
        this(reading, parts, frozen, seed, config, memory, memory.recomputation(config));
    }

    /** @param recomputation what the way back computes a second time */
    TrainingStep(
            PromptReading reading,
            TrainedParts parts,
            Map<String, Tensor> frozen,
            long seed,
            SessionConfig config,
            MemoryUse memory,
            Recomputation recomputation) {
        if (reading.beginning() > 0 && !parts.tunings().isEmpty()) {
            throw new IllegalArgumentException(
                    "what a changed language model makes of a beginning changes as it learns");
        }
        this.reading = reading;
        this.parts = parts;
        this.frozen = frozen;
        this.session = memory.of(config);
        this.sessions = new Sessions<>(this::open, Key::tokens);
        this.memory = memory;
        this.recomputation = recomputation;
        this.masks = new MaskSampler(seed);
        this.gradients = zeros();
        this.spare = zeros();
    }

    private Session open(Key key, Graph graph) {
        // What is put together in the forward pass would not be where its inner values are read a second time.
        SessionConfig config = session.withFusing(key.pass() == Pass.LOSS);
        return key.pass() == Pass.GRADIENTS_OF_SEVERAL
                ? Session.open(graph, TrainingGraph.repetition(graph, gradients.keySet())::of, config)
                : Session.open(graph, config);
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
        Bound bound = bound(batch, Pass.GRADIENTS);
        batch.feeds(weight).forEach(bound::input);
        masks.draw(step, first, bound.inputShapes()).forEach(bound::input);
        runBackward(bound, batch.size(), parameters, loss);
        return loss.floats().get(0);
    }

    /**
     * Adds the gradients of several micro-batches of one size in one run, so that on a device nothing of them leaves it in
     * between. What comes out is, to the bit, what {@link #accumulate} makes of one after the other.
     *
     * @param first the places among the images of the step's batch of the first one of each
     * @return the micro-batches' parts of the loss
     */
    float[] accumulateInOneRun(
            List<MicroBatch> batches, double weight, Map<String, Tensor> parameters, long step, int[] first) {
        Bound bound = bound(batches.get(0), Pass.GRADIENTS_OF_SEVERAL);
        StackedFeeds feeds = new StackedFeeds(batches.size());
        Map<String, long[]> shapes = feeds.shapesOfOne(bound.inputShapes());
        for (int i = 0; i < first.length; i++) {
            feeds.put(i, batches.get(i).feeds(weight));
            feeds.put(i, masks.draw(step, first[i], shapes));
        }
        feeds.stacked().forEach(bound::input);
        Tensor losses = Tensor.allocate(ElementType.FLOAT, batches.size());
        runBackward(bound, batches.get(0).size(), parameters, losses);
        return losses.toFloatArray();
    }

    /**
     * How many micro-batches should be computed in one run. On the CPU it is one: several take as long as one after the other as
     * soon as the model is not tiny, and all would be as long as the longest.
     *
     * @param bytes that are fed for one
     * @param one of them; its graph may be of a newer operator set than the file that the language model is read from
     */
    int inOneRun(long bytes, MicroBatch one) {
        long most = MOST_BYTES_IN_ONE_RUN / Math.max(1, bytes);
        boolean gains = session.device().kind() == Device.Kind.CUDA
                && most > 1
                && Repetition.isOnCuda(graph(one, true).opset(""));
        return gains ? (int) most : 1;
    }

    private void runBackward(Bound bound, TextBatch.Size size, Map<String, Tensor> parameters, Tensor losses) {
        bindShared(bound, size, parameters);
        gradients.forEach((name, tensor) -> bound.input(TrainingGraph.gradientIn(name), tensor));
        spare.forEach((name, tensor) -> bound.output(TrainingGraph.gradientOut(name), tensor));
        bound.output(TokenCrossEntropy.LOSS, losses);
        bound.run();
        Map<String, Tensor> summed = spare;
        spare = gradients;
        gradients = summed;
    }

    /** The loss of one micro-batch without gradients. */
    public double loss(MicroBatch batch, double weight, Map<String, Tensor> parameters) {
        Bound bound = bound(batch, Pass.LOSS);
        batch.feeds(weight).forEach(bound::input);
        bindShared(bound, batch.size(), parameters);
        bound.output(TokenCrossEntropy.LOSS, loss);
        bound.run();
        return loss.floats().get(0);
    }

    /**
     * What steps on micro-batches of the size of one take of the machine's memory, or, where that is more, what it takes to compute
     * the beginning of all prompts once before them; found out before any is computed; empty on a device, which
     * has memory of its own.
     *
     * @param bytesOfTrained what the trained weights take with all that their training keeps of them
     */
    public Optional<MemoryEstimate> memory(MicroBatch batch, long bytesOfTrained) {
        if (session.device().kind() != Device.Kind.CPU) {
            return Optional.empty();
        }
        Graph graph = graph(batch, true);
        Graph run = LateDecoding.of(graph);
        MemoryEstimate step = new MemoryEstimate(
                WeightMemory.of(graph, session.precision(), session.prepack()),
                ValueMemory.peak(run, TypeInference.infer(run)) + reading.bytes(),
                bytesOfTrained);
        return Optional.of(reading.memory(bytesOfTrained)
                .filter(before -> before.total() > step.total())
                .orElse(step));
    }

    /** The gradients gathered since the last reset; overwritten by the next micro-batch. */
    public Map<String, Tensor> gradients() {
        return gradients;
    }

    /** Binds what all micro-batches of a size are computed with. */
    private void bindShared(Bound bound, TextBatch.Size size, Map<String, Tensor> parameters) {
        weights(parameters).forEach((name, tensor) -> bound.input(TrainingGraph.parameter(name), tensor));
        reading.states(size).forEach(bound::input);
    }

    private Bound bound(MicroBatch batch, Pass pass) {
        if (memory == MemoryUse.LOW) {
            sessions.close(key -> key.pass() != pass);
        }
        // The first time it is computed, before a step holds the weights too.
        reading.states(batch.size());
        return sessions.bound(new Key(batch.size(), batch.slots(), pass), () -> graph(batch, pass != Pass.LOSS));
    }

    /** What is run for batches of the size of one. */
    Graph graph(MicroBatch batch, boolean backward) {
        TensorType features = new TensorType(
                batch.features().type(), Shape.of(batch.features().shape()));
        LanguageModel model = reading.model();
        LanguageBody body = reading.body(batch.size());
        Function<Graph, Optional<Map<String, Tensor>>> masks = LanguageBody.masks(model, batch.size(), session);
        return backward
                ? TrainingGraph.build(
                        model,
                        body,
                        parts,
                        gradients.keySet(),
                        batch.size(),
                        batch.slots(),
                        features,
                        masks,
                        recomputation)
                : TrainingGraph.loss(model, body, parts, batch.size(), batch.slots(), features, masks);
    }

    @Override
    public void close() {
        sessions.close();
    }
}

package dev.graft.training;

import dev.graft.adapters.QFormerStage1;
import dev.graft.graph.ElementType;
import dev.graft.graph.Graph;
import dev.graft.graph.Tensor;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.QFormerText;
import dev.graft.models.data.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The losses of BLIP-2's first stage on whole batches, with negatives drawn from their similarities. */
final class Stage1Loss implements BatchLoss, AutoCloseable {
    /** The stream of random numbers of validations, which no step has. */
    private static final long VALIDATION = Long.MIN_VALUE;

    private enum Kind {
        SIMILARITIES,
        LOSSES,
        GRADIENTS
    }

    private record Key(Stage1Graph.Size size, Kind kind) {
        /** Forward alone a session keeps few activations. */
        long tokens() {
            long all = (long) size.batch() * size.tokens();
            return kind == Kind.GRADIENTS ? all : all / 4;
        }
    }

    private final QFormerStage1 network;
    private final Objective.Blip2Stage1 objective;
    private final Map<String, Tensor> frozen;
    private final Map<String, Tensor> gradients = new LinkedHashMap<>();
    private final Features features;
    private final QFormerText.Ids ids;
    private final long seed;
    private final MaskSampler masks;
    private final int batch;
    private final Sessions<Key> sessions;

    /** @param batch samples of a step */
    Stage1Loss(
            QFormerStage1 network,
            Objective.Blip2Stage1 objective,
            Map<String, Tensor> frozen,
            Features features,
            QFormerText.Ids ids,
            long seed,
            int batch,
            SessionConfig config) {
        this.network = network;
        this.objective = objective;
        this.frozen = frozen;
        this.features = features;
        this.ids = ids;
        this.seed = seed;
        this.masks = new MaskSampler(seed);
        this.batch = batch;
        this.sessions = new Sessions<>(config, Key::tokens);
        network.parameterShapes().forEach((name, shape) -> {
            if (!frozen.containsKey(name)) {
                gradients.put(name, Tensor.allocate(ElementType.FLOAT, shape));
            }
        });
    }

    @Override
    public Map<String, Double> accumulate(long step, List<TrainingSample> samples, Map<String, Tensor> trained) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        gradients.forEach((name, tensor) -> outputs.put(TrainingGraph.gradientOut(name), tensor));
        Map<String, Double> losses = run(Kind.GRADIENTS, step, samples, trained, outputs);
        if (!Double.isFinite(losses.get(LOSS))) {
            throw NonFiniteLossException.at(step, losses.get(LOSS), Double.NaN, samples);
        }
        return losses;
    }

    @Override
    public Map<String, Tensor> gradients() {
        return gradients;
    }

    @Override
    public Map<String, Tensor> weights(Map<String, Tensor> trained) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        network.parameterShapes().keySet().forEach(name -> all.put(name, trained.getOrDefault(name, frozen.get(name))));
        return all;
    }

    /** The mean over whole batches, since the loss grows with their size; samples that fill none are left out. */
    @Override
    public Map<String, Double> mean(List<TrainingSample> samples, Map<String, Tensor> weights) {
        int size = Math.min(batch, samples.size());
        int batches = samples.size() / size;
        Map<String, Double> means = new LinkedHashMap<>();
        for (int i = 0; i < batches; i++) {
            List<TrainingSample> part = samples.subList(i * size, (i + 1) * size);
            run(Kind.LOSSES, VALIDATION + i, part, weights, Map.of())
                    .forEach((name, loss) -> means.merge(name, loss / batches, Double::sum));
        }
        return means;
    }

    private Map<String, Double> run(
            Kind kind,
            long stream,
            List<TrainingSample> samples,
            Map<String, Tensor> trained,
            Map<String, Tensor> outputs) {
        Stage1Batch laidOut = layout(samples);
        Stage1Graph graph = new Stage1Graph(network, objective, laidOut.size());
        Map<String, Tensor> feeds = new LinkedHashMap<>(laidOut.feeds());
        weights(trained).forEach((name, tensor) -> feeds.put(TrainingGraph.parameter(name), tensor));
        if (graph.parts().contains(Stage1Graph.MATCHING)) {
            HardNegatives negatives = negatives(graph, laidOut, feeds, stream, samples);
            feeds.put(Stage1Graph.NEGATIVE_IMAGES, negatives.images());
            feeds.put(Stage1Graph.NEGATIVE_TEXTS, negatives.texts());
        }
        Map<String, Tensor> results = new LinkedHashMap<>(outputs);
        results.put(Stage1Graph.LOSS, Tensor.allocate(ElementType.FLOAT));
        graph.parts().forEach(part -> results.put(part, Tensor.allocate(ElementType.FLOAT)));
        Function<Stage1Graph, Graph> built = kind == Kind.LOSSES ? Stage1Graph::losses : this::withGradients;
        Session session = sessions.get(new Key(graph.size(), kind), () -> built.apply(graph));
        masks.draw(stream, 0, session, feeds);
        run(session, feeds, results);
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put(LOSS, value(results.get(Stage1Graph.LOSS)));
        graph.parts().forEach(part -> losses.put(PART + part, value(results.get(part))));
        return losses;
    }

    private Graph withGradients(Stage1Graph graph) {
        return graph.gradients(gradients.keySet());
    }

    private static double value(Tensor scalar) {
        return scalar.floats().get(0);
    }

    private HardNegatives negatives(
            Stage1Graph graph,
            Stage1Batch laidOut,
            Map<String, Tensor> feeds,
            long stream,
            List<TrainingSample> samples) {
        if (Arrays.stream(laidOut.images()).distinct().count() < 2) {
            throw new IllegalArgumentException("the samples "
                    + samples.stream().map(TrainingSample::id).toList()
                    + " of a batch all show one image, and there is no"
                    + " other to match their texts with; raise 'batch', or set 'objective.itm' to 0");
        }
        int size = samples.size();
        Tensor similarities = Tensor.allocate(ElementType.FLOAT, size, size);
        Session session = sessions.get(new Key(graph.size().withoutTargets(), Kind.SIMILARITIES), graph::similarities);
        run(session, feeds, Map.of(Stage1Graph.SIMILARITIES, similarities));
        return HardNegatives.draw(similarities, laidOut.alike(), SplitMix64.of(seed, stream));
    }

    /** Feeds what a graph reads: losses without weight are not in it, nor what only they read. */
    private static void run(Session session, Map<String, Tensor> feeds, Map<String, Tensor> outputs) {
        Map<String, Tensor> read = new LinkedHashMap<>(feeds);
        read.keySet().retainAll(session.inputNames());
        session.runInto(read, outputs);
    }

    private Stage1Batch layout(List<TrainingSample> samples) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, samples.size(), features.tokens(), features.width());
        var into = tensor.floats();
        List<long[]> texts = new ArrayList<>();
        for (TrainingSample sample : samples) {
            features.copy(sample.image(), into);
            texts.add(sample.row().target());
        }
        int[] images = samples.stream().mapToInt(TrainingSample::image).toArray();
        return Stage1Batch.of(
                texts, ids, images, tensor, network.network().spec().positions());
    }

    @Override
    public void close() {
        sessions.close();
    }
}

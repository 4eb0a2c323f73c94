package dev.graft.training.imagetext;

import dev.graft.adapters.qformer.ImageTextNetwork;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.models.imagetext.QFormerText;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
import dev.graft.training.step.MaskSampler;
import dev.graft.training.step.Sessions;
import dev.graft.training.step.TrainingGraph;
import dev.graft.training.step.TrainingSample;
import dev.graft.training.step.WholeBatchLoss;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The losses of BLIP-2's first stage on whole batches, with negatives drawn from their similarities. */
final class ImageTextLoss extends WholeBatchLoss {
    private enum Kind {
        SIMILARITIES,
        LOSSES,
        GRADIENTS
    }

    private record Key(ImageTextGraph.Size size, Kind kind) {
        /** Forward alone a session keeps few activations. */
        long tokens() {
            long all = (long) size.batch() * size.tokens();
            return kind == Kind.GRADIENTS ? all : all / 4;
        }
    }

    private final ImageTextNetwork network;
    private final ImageTextSettings objective;
    private final Features features;
    private final QFormerText.Ids ids;
    private final long seed;
    private final MaskSampler masks;
    private final Sessions<Key> sessions;

    /**
     * @param frozen weights that are not trained, by name
     * @param seed of the negatives, and of what is dropped
     * @param batch samples of a step
     */
    public ImageTextLoss(
            ImageTextNetwork network,
            ImageTextSettings objective,
            Map<String, Tensor> frozen,
            Features features,
            QFormerText.Ids ids,
            long seed,
            int batch,
            SessionConfig config) {
        super(network, frozen, batch);
        this.network = network;
        this.objective = objective;
        this.features = features;
        this.ids = ids;
        this.seed = seed;
        this.masks = new MaskSampler(seed);
        this.sessions = new Sessions<>(config, Key::tokens);
    }

    @Override
    public Map<String, Double> run(
            long stream, List<TrainingSample> samples, Map<String, Tensor> weights, Map<String, Tensor> gradients) {
        ImageTextBatch laidOut = layout(samples);
        ImageTextGraph graph = new ImageTextGraph(network, objective, laidOut.size());
        Map<String, Tensor> feeds = new LinkedHashMap<>(laidOut.feeds());
        weights.forEach((name, tensor) -> feeds.put(TrainingGraph.parameter(name), tensor));
        if (graph.parts().contains(ImageTextGraph.MATCHING)) {
            HardNegatives negatives = negatives(graph, laidOut, feeds, stream, samples);
            feeds.put(MatchingLoss.NEGATIVE_IMAGES, negatives.images());
            feeds.put(MatchingLoss.NEGATIVE_TEXTS, negatives.texts());
        }
        Map<String, Tensor> results = new LinkedHashMap<>(gradients);
        results.put(ImageTextGraph.LOSS, Tensor.allocate(ElementType.FLOAT));
        graph.parts().forEach(part -> results.put(part, Tensor.allocate(ElementType.FLOAT)));
        Session session = gradients.isEmpty()
                ? sessions.get(new Key(graph.size(), Kind.LOSSES), graph::losses)
                : sessions.get(
                        new Key(graph.size(), Kind.GRADIENTS),
                        () -> graph.gradients(gradients().keySet()));
        feeds.putAll(masks.draw(stream, 0, session.inputShapes()));
        run(session, feeds, results);
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put(LOSS, value(results.get(ImageTextGraph.LOSS)));
        graph.parts().forEach(part -> losses.put(PART + part, value(results.get(part))));
        return losses;
    }

    private static double value(Tensor scalar) {
        return scalar.floats().get(0);
    }

    private HardNegatives negatives(
            ImageTextGraph graph,
            ImageTextBatch laidOut,
            Map<String, Tensor> feeds,
            long stream,
            List<TrainingSample> samples) {
        if (Arrays.stream(laidOut.images()).distinct().count() < 2) {
            throw new InvalidInputException("the samples "
                    + samples.stream().map(TrainingSample::id).toList()
                    + " of a batch all show one image, and there is no"
                    + " other to match their texts with; raise 'batch', or set 'objective.itm' to 0");
        }
        int size = samples.size();
        Tensor similarities = Tensor.allocate(ElementType.FLOAT, size, size);
        Session session = sessions.get(new Key(graph.size().withoutTargets(), Kind.SIMILARITIES), graph::similarities);
        run(session, feeds, Map.of(ImageTextGraph.SIMILARITIES, similarities));
        return HardNegatives.draw(similarities, laidOut.alike(), SplitMix64.of(seed, stream));
    }

    /** Feeds what a graph reads: losses without weight are not in it, nor what only they read. */
    private static void run(Session session, Map<String, Tensor> feeds, Map<String, Tensor> outputs) {
        Map<String, Tensor> read = new LinkedHashMap<>(feeds);
        read.keySet().retainAll(session.inputNames());
        session.runInto(read, outputs);
    }

    private ImageTextBatch layout(List<TrainingSample> samples) {
        List<long[]> texts =
                samples.stream().map(sample -> sample.row().target()).toList();
        int[] images = samples.stream().mapToInt(TrainingSample::image).toArray();
        return ImageTextBatch.of(
                texts,
                ids,
                images,
                TrainingSample.features(samples, features),
                network.network().spec().positions());
    }

    @Override
    public void close() {
        sessions.close();
    }
}

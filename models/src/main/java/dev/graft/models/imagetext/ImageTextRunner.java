package dev.graft.models.imagetext;

import dev.graft.adapters.TextInput;
import dev.graft.adapters.block.Weights;
import dev.graft.adapters.qformer.ImageTextNetwork;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.ImageTextSimilarity;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Q-Former after BLIP-2's first stage with its weights, ready to compare images with texts and to match them (Li et al.
 * 2023, arXiv:2301.12597, section 3.2). Images come as features of the vision encoder, {@code [images, feature tokens, vision
 * width]}.
 */
public final class ImageTextRunner implements ImageTextSimilarity, AutoCloseable {
    private static final String FEATURES = "features";
    private static final String IDS = "ids";
    private static final String MASK = "mask";
    private static final String IMAGES = "images";
    private static final String TEXTS = "texts";
    private static final String RESULT = "result";

    private final ImageTextNetwork network;
    private final QFormerText text;
    private final Session images;
    private final Session texts;
    private final Session similarities;
    private final Session matches;

    /**
     * Takes copies of the weights.
     *
     * @param text writes the texts; it lives as long as this is used
     */
    public ImageTextRunner(
            ImageTextNetwork network,
            Map<String, Tensor> weights,
            QFormerText text,
            int featureTokens,
            SessionConfig config) {
        this.network = network;
        this.text = text;
        Map<String, Constant> constants = new LinkedHashMap<>();
        network.parameterShapes()
                .keySet()
                .forEach(name ->
                        constants.put(name, Constant.of(weights.get(name).copy())));
        try (OpenParts open = new OpenParts()) {
            this.images = open.add(Session.open(images(constants, featureTokens), config.unrounded()));
            this.texts = open.add(Session.open(texts(constants), config.unrounded()));
            this.similarities = open.add(Session.open(similarities(network.contrastWidth()), config.unrounded()));
            this.matches = open.add(Session.open(matches(constants, featureTokens), config.unrounded()));
            open.handOver(this);
        }
    }

    /** Images as unit vectors, one of each query: {@code [images, queries, contrast width]}. */
    @Override
    public Tensor imageVectors(Tensor features) {
        return images.run(Map.of(FEATURES, features)).get(RESULT);
    }

    /** Texts as unit vectors: {@code [texts, contrast width]}. */
    @Override
    public Tensor textVectors(List<String> written) {
        return texts.run(read(written)).get(RESULT);
    }

    /**
     * How alike images and texts are: the highest cosine of an image's queries to a text, from -1 to 1.
     *
     * @param imageVectors {@code [images, queries, contrast width]}
     * @param textVectors {@code [texts, contrast width]}
     * @return {@code [images, texts]}
     */
    @Override
    public Tensor similarities(Tensor imageVectors, Tensor textVectors) {
        return similarities
                .run(Map.of(IMAGES, imageVectors, TEXTS, textVectors))
                .get(RESULT);
    }

    /**
     * How well each text matches its image, as logits of "no" and "yes", means over the queries; their softmax is the
     * probability of a match, and candidates are put in order by the second.
     *
     * @param features one image for each text
     * @return {@code [texts, 2]}
     */
    Tensor matches(Tensor features, List<String> written) {
        Map<String, Tensor> feeds = read(written);
        feeds.put(FEATURES, features);
        return matches.run(feeds).get(RESULT);
    }

    @Override
    public Optional<Matching> matching() {
        return Optional.of(this::matches);
    }

    private Map<String, Tensor> read(List<String> written) {
        List<long[]> encoded = written.stream().map(text::encode).toList();
        int longest = encoded.stream()
                .mapToInt(ids -> ids.length)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("expected at least one text"));
        QFormerText.Batch batch = QFormerText.Batch.of(encoded, longest);
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(IDS, batch.ids());
        feeds.put(MASK, batch.mask());
        return feeds;
    }

    private Graph images(Map<String, Constant> constants, int featureTokens) {
        GraphBuilder g = new GraphBuilder("image_vectors");
        Weights weights = weights(g, constants);
        Value queries = network.queries(features(g, featureTokens), weights);
        g.output(RESULT, network.imageVectors(queries, weights));
        return g.build();
    }

    private Graph texts(Map<String, Constant> constants) {
        GraphBuilder g = new GraphBuilder("text_vectors");
        Weights weights = weights(g, constants);
        g.output(RESULT, network.textVectors(text(g), weights));
        return g.build();
    }

    private Graph matches(Map<String, Constant> constants, int featureTokens) {
        GraphBuilder g = new GraphBuilder("matches");
        Weights weights = weights(g, constants);
        g.output(RESULT, network.match(features(g, featureTokens), text(g), weights));
        return g.build();
    }

    private Graph similarities(int width) {
        GraphBuilder g = new GraphBuilder("similarities");
        Value seen = g.input(IMAGES, ElementType.FLOAT, "images", "queries", width);
        Value read = g.input(TEXTS, ElementType.FLOAT, "texts", width);
        g.output(RESULT, seen.matMul(read.transpose(1, 0)).max(false, 1));
        return g.build();
    }

    private static Weights weights(GraphBuilder g, Map<String, Constant> constants) {
        Map<String, Value> values = new LinkedHashMap<>();
        constants.forEach((name, constant) -> values.put(name, g.constant("parameter/" + name, constant)));
        return new Weights(values);
    }

    private Value features(GraphBuilder g, int featureTokens) {
        return g.input(
                FEATURES,
                ElementType.FLOAT,
                "batch",
                featureTokens,
                network.network().visionWidth());
    }

    private static TextInput text(GraphBuilder g) {
        return new TextInput(
                g.input(IDS, ElementType.INT64, "batch", "tokens"),
                g.input(MASK, ElementType.INT64, "batch", "tokens"));
    }

    @Override
    public void close() {
        try (OpenParts parts = new OpenParts()) {
            List.of(images, texts, similarities, matches).forEach(parts::add);
        }
    }
}

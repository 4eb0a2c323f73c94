package dev.graft.models.contrast;

import dev.graft.adapters.block.Weights;
import dev.graft.adapters.contrast.DualEncoder;
import dev.graft.graph.Constant;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@link DualEncoder} with its weights, ready to compare images with texts. Many threads may use one at once. */
public final class DualEncoderRunner implements AutoCloseable {
    private static final String FEATURES = "features";
    private static final String IMAGES = "images";
    private static final String TEXTS = "texts";
    private static final String RESULT = "result";

    private final DualEncoder network;
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final Session images;
    private final Session texts;
    private final Session similarities;

    /** Takes copies of the weights. */
    public DualEncoderRunner(
            DualEncoder network,
            Map<String, Tensor> weights,
            int featureTokens,
            int visionWidth,
            SessionConfig config) {
        this.network = network;
        network.parameterShapes()
                .keySet()
                .forEach(name ->
                        constants.put(name, Constant.of(weights.get(name).copy())));
        try (OpenParts open = new OpenParts()) {
            this.images = open.add(images(featureTokens, visionWidth, config));
            this.texts = open.add(texts(config));
            this.similarities = open.add(similarities(config));
            open.handOver(this);
        }
    }

    /**
     * What is compared of images: unit vectors {@code [images, width]}, or {@code [images, visual tokens, token width]} of
     * Llip, which makes a vector of an image for each text.
     *
     * @param features of the vision encoder, {@code [images, feature tokens, vision width]}
     */
    public Tensor imageVectors(Tensor features) {
        return images.run(Map.of(FEATURES, features)).get(RESULT);
    }

    /**
     * What is compared of texts, {@code [texts, width]}.
     *
     * @param encoded of the text encoder, {@code [texts, text width]}
     */
    public Tensor textVectors(Tensor encoded) {
        return texts.run(Map.of(TEXTS, encoded)).get(RESULT);
    }

    /**
     * How alike images and texts are, from -1 to 1: {@code [images, texts]}.
     *
     * @param imageVectors of {@link #imageVectors}; few at once, since Llip mixes each for every text
     * @param textVectors of {@link #textVectors}
     */
    public Tensor similarities(Tensor imageVectors, Tensor textVectors) {
        return similarities
                .run(Map.of(IMAGES, imageVectors, TEXTS, textVectors))
                .get(RESULT);
    }

    /** Whether an image has a vector for each text, as Llip's have. */
    boolean isContextual() {
        return network.spec().form().mixes();
    }

    private Session images(int featureTokens, int visionWidth, SessionConfig config) {
        GraphBuilder g = new GraphBuilder("image_vectors");
        Weights weights = weights(g);
        Value features = g.input(FEATURES, ElementType.FLOAT, "batch", featureTokens, visionWidth);
        g.output(RESULT, network.images(network.adapter().build(g, features, weights.values()), weights));
        return Session.open(g.build(), config.unrounded());
    }

    private Session texts(SessionConfig config) {
        GraphBuilder g = new GraphBuilder("text_vectors");
        Weights weights = weights(g);
        Value encoded = g.input(TEXTS, ElementType.FLOAT, "batch", network.textWidth());
        Value vectors = network.texts(encoded, weights);
        // What is compared may be what was read, and an output must be the result of something.
        g.output(RESULT, g.op("Identity", Map.of(), vectors));
        return Session.open(g.build(), config.unrounded());
    }

    private Session similarities(SessionConfig config) {
        boolean mixes = isContextual();
        GraphBuilder g = new GraphBuilder("similarities");
        Weights weights = weights(g);
        int width = network.spec().width();
        Value seen = mixes
                ? g.input(IMAGES, ElementType.FLOAT, "images", network.tokens(), network.tokenWidth())
                : g.input(IMAGES, ElementType.FLOAT, "images", width);
        Value read = g.input(TEXTS, ElementType.FLOAT, "texts", mixes ? network.textWidth() : width);
        g.output(RESULT, network.similarities(seen, read, weights));
        return Session.open(g.build(), config.unrounded());
    }

    private Weights weights(GraphBuilder g) {
        Map<String, Value> values = new LinkedHashMap<>();
        constants.forEach((name, constant) -> values.put(name, g.constant("parameter/" + name, constant)));
        return new Weights(values);
    }

    @Override
    public void close() {
        try (OpenParts parts = new OpenParts()) {
            List.of(images, texts, similarities).forEach(parts::add);
        }
    }
}

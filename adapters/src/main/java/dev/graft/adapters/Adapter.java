package dev.graft.adapters;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Tensor;
import dev.graft.graph.Value;
import java.util.Map;

/**
 * The trainable part: turns the features of a frozen vision encoder into visual tokens, vectors of the width of the
 * language model's token embeddings.
 *
 * <p>An adapter is a value. It holds no weights; they are passed by name, in PyTorch's layout.
 */
public sealed interface Adapter permits ProjectionAdapter {
    /** The shapes of the weights by name, in the order in which they are used. */
    Map<String, long[]> parameterShapes();

    /**
     * What a convention calls the weights, by their names in {@link #parameterShapes} and in that order; empty where it
     * has no names for an adapter like this one.
     */
    Map<String, String> names(WeightNames convention);

    /** Weights to start the training from; the same seed gives the same weights. */
    Map<String, Tensor> initialise(long seed);

    /** The number of visual tokens made of an image with the given number of feature vectors. */
    int visualTokens(int featureTokens);

    /**
     * Appends the forward pass.
     *
     * @param features {@code [batch, feature tokens, vision width]}
     * @param parameters weights by the names of {@link #parameterShapes}
     * @return {@code [batch, visual tokens, language width]}
     */
    Value build(GraphBuilder g, Value features, Map<String, Value> parameters);
}

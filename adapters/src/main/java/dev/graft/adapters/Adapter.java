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
public interface Adapter {
    /** The shapes of the weights by name, in the order in which they are used. */
    Map<String, long[]> parameterShapes();

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

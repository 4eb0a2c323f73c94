package dev.graft.adapters;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import java.util.List;
import java.util.Map;

/**
 * The trainable part: turns the features of a frozen vision encoder into visual tokens, vectors of the width of the
 * language model's token embeddings.
 *
 * <p>An adapter is a value. It holds no weights; they are passed by name, in PyTorch's layout.
 */
public interface Adapter extends Trainable {
    /** The number of visual tokens made of an image with the given number of feature vectors. */
    int visualTokens(int featureTokens);

    /**
     * Appends the forward pass.
     *
     * @param features {@code [batch, feature tokens, vision width]}
     * @param parameters weights by the names of {@link #parameters}
     * @return {@code [batch, visual tokens, language width]}
     */
    Value build(GraphBuilder g, Value features, Map<String, Value> parameters);

    /**
     * The parameters, {@code [language width]} each, that are visual tokens of their own and stand between those of an image,
     * such as a learned newline. {@link #build} does not use them.
     */
    default List<String> separators() {
        return List.of();
    }

    /**
     * Whether images may have any number of feature vectors, whatever this was made for; vectors of zeros behind those of an
     * image are none.
     */
    default boolean takesAnyVectors() {
        return false;
    }

    /**
     * Whether a text, such as InstructBLIP's instruction, is read besides the features; then it must be given to
     * {@link #build(GraphBuilder, Value, TextInput, Map)}.
     */
    default boolean readsText() {
        return vocabulary() > 0;
    }

    /** How many words there are in the text that is read; 0 for none. */
    default int vocabulary() {
        return 0;
    }

    /** The most tokens of the text that is read; 0 for none. */
    default int textTokens() {
        return 0;
    }

    /** Appends the forward pass of an adapter that {@link #readsText}. */
    default Value build(GraphBuilder g, Value features, TextInput text, Map<String, Value> parameters) {
        throw new IllegalArgumentException("this adapter reads no text");
    }
}

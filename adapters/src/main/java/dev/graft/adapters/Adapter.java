package dev.graft.adapters;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

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
     * The number of feature vectors that each image, or tile, must have where a setting or the size of a weight tells it, such as
     * the side of a block of patches, whatever this was made for.
     */
    default OptionalInt settledVectors() {
        return OptionalInt.empty();
    }

    /**
     * Refuses features of which a setting wants another number.
     *
     * @param vectors of each image, or tile
     * @throws InvalidInputException if there are fewer or more
     */
    default void requireVectors(long vectors) {
        if (settledVectors().isPresent() && settledVectors().getAsInt() != vectors) {
            throw new InvalidInputException("the adapter makes a visual token of "
                    + settledVectors().getAsInt() + " feature vectors, and the vision encoder gives " + vectors
                    + " of an image, or of a tile; let spatial_merge_size, or merge_size, of the processor be the side of such a"
                    + " block in patches, and adapter.block where the kind has it, or choose another adapter.kind");
        }
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

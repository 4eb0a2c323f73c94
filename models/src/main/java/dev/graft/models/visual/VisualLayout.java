package dev.graft.models.visual;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.image.TileGrid;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** How the visual tokens of an image's tiles are laid out for a language model to read. */
public sealed interface VisualLayout
        permits JoinedLayout,
                CropsLayout,
                SplitLayout,
                AnyresLayout,
                LimitedLayout,
                MapLayout,
                MarkedLayout,
                NumberedLayout,
                RowsLayout {
    /**
     * What is read in the place of an image that is the only one of its prompt.
     *
     * @param grid how its tiles lie
     * @param tileTokens the adapter's visual tokens of one tile
     * @throws dev.graft.tensors.InvalidInputException if tokens of that number cannot be laid out
     */
    VisualSequence sequence(TileGrid grid, int tileTokens);

    /**
     * What is read in the place of each of several images of one prompt, where that is something else.
     *
     * @param grid how its tiles lie
     * @param tileTokens the adapter's visual tokens of one tile
     * @throws dev.graft.tensors.InvalidInputException if tokens of that number cannot be laid out
     */
    default Optional<VisualSequence> amongSeveral(TileGrid grid, int tileTokens) {
        return Optional.empty();
    }

    /**
     * What is read in the place of an image of a prompt.
     *
     * @param grid how its tiles lie
     * @param tileTokens the adapter's visual tokens of one tile
     * @param images of the whole prompt
     * @throws dev.graft.tensors.InvalidInputException if tokens of that number cannot be laid out
     */
    default VisualSequence sequence(TileGrid grid, int tileTokens, int images) {
        Optional<VisualSequence> several = images > 1 ? amongSeveral(grid, tileTokens) : Optional.empty();
        return several.orElseGet(() -> sequence(grid, tileTokens));
    }

    /** How many learned vectors stand between visual tokens, such as LLaVA-NeXT's {@code image_newline}. */
    default int separators() {
        return 0;
    }

    /**
     * A processor of images that they are laid out of: the one given, or one that cuts them into other tiles.
     *
     * @param tileTokens the adapter's visual tokens of one tile
     * @throws dev.graft.tensors.InvalidInputException if no image fits
     */
    default ImageProcessor fitting(ImageProcessor processor, IntSupplier tileTokens) {
        return processor;
    }

    /** The same layout of images of at most so many visual tokens; 0 for any number. */
    default VisualLayout limited(int tokens) {
        return tokens == 0 ? this : new LimitedLayout(this, tokens);
    }

    /** As keys and values, for configuration files: {@code kind} first. */
    Map<String, Object> toMap();

    /**
     * The layout of a text: a kind, such as {@code anyres}, or all keys and values as a JSON object.
     *
     * @throws dev.graft.tensors.InvalidInputException if a key or value is not known
     */
    static VisualLayout parse(String text) {
        return LayoutKeys.parse(text);
    }

    /**
     * The layout of keys and values.
     *
     * @throws dev.graft.tensors.InvalidInputException if a key or value is not known
     */
    static VisualLayout of(Map<String, ?> map) {
        return LayoutKeys.read(map);
    }
}

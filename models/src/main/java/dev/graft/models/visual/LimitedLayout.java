package dev.graft.models.visual;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.image.TileGrid;
import dev.graft.tensors.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * A layout of images that take a limited number of visual tokens: pictures are cut into so few tiles that they fit.
 *
 * @param layout of the tiles
 * @param most visual tokens of an image
 */
public record LimitedLayout(VisualLayout layout, int most) implements VisualLayout {
    static final String KEY = "max_visual_tokens";

    public LimitedLayout {
        if (most < 1) {
            throw new InvalidInputException(KEY + " should be 1 or more, found " + most);
        }
    }

    @Override
    public VisualSequence sequence(TileGrid grid, int tileTokens) {
        return layout.sequence(grid, tileTokens);
    }

    @Override
    public Optional<VisualSequence> amongSeveral(TileGrid grid, int tileTokens) {
        return layout.amongSeveral(grid, tileTokens);
    }

    @Override
    public int separators() {
        return layout.separators();
    }

    @Override
    public ImageProcessor fitting(ImageProcessor given, IntSupplier ofTile) {
        ImageProcessor processor = layout.fitting(given, ofTile);
        int tileTokens = ofTile.getAsInt();
        if (processor.tiles()) {
            String limit =
                    "at most " + most + " visual tokens, " + tileTokens + " of a tile, laid out by " + layout.toMap();
            return processor.limited(
                    limit, grid -> layout.sequence(grid, tileTokens).tokens() <= most);
        }
        int tokens = layout.sequence(TileGrid.whole(1, 1), tileTokens).tokens();
        if (tokens > most) {
            throw new InvalidInputException(
                    "an image takes " + tokens + " visual tokens, more than the " + most + " of "
                            + KEY
                            + ", and its processor cuts no tiles that could be fewer; allow more, or train an adapter that"
                            + " makes fewer, such as by adapter.reduction");
        }
        return processor;
    }

    @Override
    public VisualLayout limited(int tokens) {
        return layout.limited(tokens);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>(layout.toMap());
        map.put(KEY, most);
        return map;
    }
}

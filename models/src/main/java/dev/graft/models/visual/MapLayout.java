package dev.graft.models.visual;

import dev.graft.backbones.image.TileGrid;
import dev.graft.tensors.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A picture in its own size as one map of visual tokens, row by row, as Qwen2-VL reads it: each tile is one token, which a
 * language model with positions in rows and columns reads as such.
 */
public record MapLayout() implements VisualLayout {
    static final String KIND = "map";

    @Override
    public VisualSequence sequence(TileGrid grid, int tileTokens) {
        if (tileTokens != 1) {
            throw new InvalidInputException(
                    "a tile of " + tileTokens
                            + " visual tokens, and on a map each is one; use an adapter that makes one of each block of patches");
        }
        TokenSources all = TokenSources.range(0, grid.tiles());
        return new VisualSequence(List.of(new VisualPart.Run(all, grid.columns())));
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", KIND);
        return map;
    }
}

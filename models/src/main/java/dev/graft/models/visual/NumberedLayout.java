package dev.graft.models.visual;

import dev.graft.backbones.image.TileGrid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layout of Aya Vision (Dash et al. 2025, arXiv:2505.08751): each tile behind a text with its number, counted from 1, the
 * overview behind a text of its own; a picture of one tile is its overview.
 *
 * @param before text before all tiles, {@code <|START_OF_IMG|>}
 * @param after text after them, {@code <|END_OF_IMG|>}
 * @param tile text before each tile, followed by an underscore and its number, {@code TILE}
 * @param overview text before the overview, {@code TILE_GLOBAL}
 */
public record NumberedLayout(String before, String after, String tile, String overview) implements VisualLayout {
    static final String KIND = "numbered";

    @Override
    public VisualSequence sequence(TileGrid grid, int tileTokens) {
        List<VisualPart> parts = new ArrayList<>();
        String text = before;
        for (int index = 0; index < grid.tiles(); index++) {
            int first = Math.multiplyExact(index, tileTokens);
            boolean last = index == grid.tiles() - 1;
            parts.add(new VisualPart.Text(text + (last ? overview : tile + "_" + (index + 1))));
            parts.add(new VisualPart.Run(TokenSources.range(first, Math.addExact(first, tileTokens))));
            text = "";
        }
        parts.add(new VisualPart.Text(after));
        return new VisualSequence(parts);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", KIND);
        map.put("before", before);
        map.put("after", after);
        map.put("tile", tile);
        map.put("overview", overview);
        return map;
    }
}

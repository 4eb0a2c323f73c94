package dev.graft.models.visual;

import dev.graft.backbones.image.TileGrid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layout of Idefics2 (Laurençon et al. 2024, arXiv:2405.02246): one tile after the other with a mark around each, which
 * neighbours share.
 *
 * @param around the mark, {@code <fake_token_around_image>}
 */
public record MarkedLayout(String around) implements VisualLayout {
    static final String KIND = "marked";

    @Override
    public VisualSequence sequence(TileGrid grid, int tileTokens) {
        List<VisualPart> parts = new ArrayList<>();
        parts.add(new VisualPart.Mark(around));
        for (int tile = 0; tile < grid.tiles(); tile++) {
            int first = Math.multiplyExact(tile, tileTokens);
            parts.add(new VisualPart.Run(TokenSources.range(first, Math.addExact(first, tileTokens))));
            parts.add(new VisualPart.Mark(around));
        }
        return new VisualSequence(parts);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", KIND);
        map.put("around", around);
        return map;
    }
}

package dev.graft.models.visual;

import dev.graft.backbones.image.TileGrid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All tiles one after the other, between two texts: InternVL's {@code <img>} and {@code </img>}, or none.
 *
 * @param before text before the visual tokens
 * @param after text after them
 */
public record JoinedLayout(String before, String after) implements VisualLayout {
    /** With no text around the tiles. */
    public static final VisualLayout PLAIN = new JoinedLayout("", "");

    static final String KIND = "joined";

    @Override
    public VisualSequence sequence(TileGrid grid, int tileTokens) {
        List<VisualPart> parts = new ArrayList<>();
        if (!before.isEmpty()) {
            parts.add(new VisualPart.Text(before));
        }
        parts.add(new VisualPart.Run(TokenSources.range(0, Math.multiplyExact(grid.tiles(), tileTokens))));
        if (!after.isEmpty()) {
            parts.add(new VisualPart.Text(after));
        }
        return new VisualSequence(parts);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", KIND);
        map.put("before", before);
        map.put("after", after);
        return map;
    }
}

package dev.graft.models.visual;

import dev.graft.backbones.image.TileGrid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layout of Gemma 3 (arXiv:2503.19786): the whole picture between two texts, and, where it was cropped too, the crops likewise
 * behind a sentence that tells of them.
 *
 * @param before text before the visual tokens of the picture and of each crop, {@code <start_of_image>} after an empty line
 * @param after text after them, {@code <end_of_image>} before an empty line
 */
public record CropsLayout(String before, String after) implements VisualLayout {
    static final String KIND = "crops";

    @Override
    public VisualSequence sequence(TileGrid grid, int tileTokens) {
        List<VisualPart> parts = new ArrayList<>();
        String begin = grid.tiles() == 1 ? before : "Here is the original image " + before;
        for (int tile = 0; tile < grid.tiles(); tile++) {
            int first = Math.multiplyExact(tile, tileTokens);
            parts.add(new VisualPart.Text(begin));
            parts.add(new VisualPart.Run(TokenSources.range(first, Math.addExact(first, tileTokens))));
            begin = after + (tile == 0 ? " and here are some crops to help you see better " : " ") + before;
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
        return map;
    }
}

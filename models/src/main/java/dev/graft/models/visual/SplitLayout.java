package dev.graft.models.visual;

import dev.graft.backbones.image.TileGrid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layout of Idefics3 and SmolVLM (Laurençon et al. 2024, arXiv:2408.12637): each tile behind a text that names its row and
 * column, a line break after each row, the overview last.
 *
 * @param around text before every tile and after the last, {@code <fake_token_around_image>}
 * @param overview text before the overview, {@code <global-img>}
 */
public record SplitLayout(String around, String overview) implements VisualLayout {
    static final String KIND = "split";

    @Override
    public VisualSequence sequence(TileGrid grid, int tileTokens) {
        List<VisualPart> parts = new ArrayList<>();
        String between = "";
        int tile = 0;
        for (int row = 1; row <= grid.rows(); row++) {
            for (int column = 1; column <= grid.columns(); column++) {
                parts.add(new VisualPart.Text(between + around + "<row_" + row + "_col_" + column + ">"));
                parts.add(run(tile++, tileTokens));
                between = "";
            }
            between = "\n";
        }
        if (grid.overview()) {
            parts.add(new VisualPart.Text(between + between + around + overview));
            parts.add(run(tile, tileTokens));
            between = "";
        }
        parts.add(new VisualPart.Text(between + around));
        return new VisualSequence(parts);
    }

    private static VisualPart run(int tile, int tokens) {
        int first = Math.multiplyExact(tile, tokens);
        return new VisualPart.Run(TokenSources.range(first, Math.addExact(first, tokens)));
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", KIND);
        map.put("around", around);
        map.put("overview", overview);
        return map;
    }
}

package dev.graft.models.visual;

import dev.graft.backbones.image.TileGrid;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layout of Pixtral (Agrawal et al. 2024, arXiv:2410.07073): a picture in its own size, row by row with a text after each; each tile
 * is one token.
 *
 * @param rowEnd text after each row but the last, {@code [IMG_BREAK]}
 * @param end text after the last row, {@code [IMG_END]}
 */
public record RowsLayout(String rowEnd, String end) implements VisualLayout {
    static final String KIND = "rows";

    @Override
    public VisualSequence sequence(TileGrid grid, int tileTokens) {
        if (tileTokens != 1) {
            throw new InvalidInputException(
                    "a tile of " + tileTokens
                            + " visual tokens, and in rows each is one; use an adapter that makes one of each block of patches");
        }
        List<VisualPart> parts = new ArrayList<>();
        for (int row = 0; row < grid.rows(); row++) {
            int first = row * grid.columns();
            parts.add(new VisualPart.Run(TokenSources.range(first, first + grid.columns())));
            parts.add(new VisualPart.Text(row + 1 < grid.rows() ? rowEnd : end));
        }
        return new VisualSequence(parts);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", KIND);
        map.put("row_end", rowEnd);
        map.put("end", end);
        return map;
    }
}

package dev.graft.backbones.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import dev.graft.backbones.image.tile.CropTiling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CropTilingTest {
    private static final CropTiling TILING = new CropTiling(8, 16, 1.2);

    /** Numbers of pieces that transformers' pan_and_scan makes; of 81 pixels it takes ten pieces of 9, the last of which is empty. */
    @ParameterizedTest
    @CsvSource({"81, 8, 9", "8, 81, 9", "80, 8, 10", "100, 30, 3", "60, 41, 2", "41, 40, 0", "20, 7, 0"})
    void pieces(int width, int height, int pieces) {
        TileGrid grid = TILING.grid(new ImageSize(width, height));
        assertEquals(pieces, grid.rows() * grid.columns());
        assertEquals(grid.tiles(), TILING.cut(Pixels.black(width, height)).size());
    }

    /** Whatever the size of a picture. */
    @Test
    void theGridCountsThePiecesThatAreCut() {
        for (int length = 8; length < 300; length++) {
            for (int side = 8; side < 24; side++) {
                int cut = TILING.cut(Pixels.black(length, side)).size();
                assertEquals(TILING.grid(new ImageSize(length, side)).tiles(), cut, length + "x" + side);
            }
        }
    }
}

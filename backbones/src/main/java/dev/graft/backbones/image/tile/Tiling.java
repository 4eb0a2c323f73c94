package dev.graft.backbones.image.tile;

import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.image.raster.CropWindow;
import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A rule by which pictures are cut into tiles, before each tile is prepared as a picture of its own. */
public sealed interface Tiling
        permits AnyresTiling,
                CanvasTiling,
                CropTiling,
                LimitedTiling,
                NativeTiling,
                QuarterTiling,
                SplitTiling,
                SquaredTiling {
    /** How the tiles of a picture of some size lie; no pixel is needed for it. */
    TileGrid grid(ImageSize picture);

    /** The tiles of a picture, row by row; each system has its place for the overview. */
    List<Pixels> cut(Pixels picture);

    /** Whether all tiles come out with one size; where not, each keeps its own proportions. */
    default boolean sameSize() {
        return true;
    }

    /** Whether pictures stay whole in nearly their own size, so that no two need come out alike. */
    default boolean isNative() {
        return false;
    }

    /** Rules of the same kind with ever fewer tiles for a picture of some size, this one first. */
    Stream<Tiling> smaller(ImageSize picture);

    /** Pieces of one size, row by row; what reaches beyond the picture is cut off. */
    static List<Pixels> pieces(Pixels picture, ImageSize piece) {
        List<Pixels> pieces = new ArrayList<>();
        for (int top = 0; top < picture.height(); top += piece.height()) {
            for (int left = 0; left < picture.width(); left += piece.width()) {
                int width = Math.min(piece.width(), picture.width() - left);
                int height = Math.min(piece.height(), picture.height() - top);
                pieces.add(picture.window(new CropWindow(left, top, width, height)));
            }
        }
        return pieces;
    }
}

package dev.graft.backbones.image.tile;

import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Gemma 3's pan and scan (arXiv:2503.19786): a picture that is much longer than wide, or wider than long, is seen whole and then in
 * pieces along its longer side.
 *
 * @param leastSide of a piece in pixels; where a piece would be smaller there are none
 * @param most pieces
 * @param leastRatio of the longer side to the shorter one at which there are pieces
 */
public record CropTiling(int leastSide, int most, double leastRatio) implements Tiling {
    @Override
    public TileGrid grid(ImageSize picture) {
        int pieces = pieces(picture);
        boolean wide = picture.width() >= picture.height();
        return pieces == 0
                ? new TileGrid(0, 0, true, picture.width(), picture.height())
                : new TileGrid(wide ? 1 : pieces, wide ? pieces : 1, true, picture.width(), picture.height());
    }

    @Override
    public List<Pixels> cut(Pixels picture) {
        List<Pixels> tiles = new ArrayList<>(List.of(picture));
        int pieces = pieces(picture.size());
        if (pieces > 0) {
            tiles.addAll(Tiling.pieces(picture, piece(picture.size(), pieces)));
        }
        return tiles;
    }

    @Override
    public Stream<Tiling> smaller(ImageSize picture) {
        Stream<Tiling> fewer = IntStream.iterate(pieces(picture) - 1, pieces -> pieces > 1, pieces -> pieces - 1)
                .mapToObj(pieces -> new CropTiling(leastSide, pieces, leastRatio));
        Tiling whole = new CropTiling(leastSide, most, Double.POSITIVE_INFINITY);
        return Stream.of(Stream.of((Tiling) this), fewer, Stream.of(whole)).flatMap(each -> each);
    }

    /** How many; 0 for the whole picture alone. */
    private int pieces(ImageSize picture) {
        int longer = Math.max(picture.width(), picture.height());
        int shorter = Math.min(picture.width(), picture.height());
        double ratio = (double) longer / shorter;
        if (ratio < leastRatio) {
            return 0;
        }
        int fitting = Math.min(longer / leastSide, (int) Math.floor(ratio + 0.5));
        int pieces = Math.min(most, Math.max(2, fitting));
        ImageSize piece = piece(picture, pieces);
        if (Math.min(piece.width(), piece.height()) < leastSide) {
            return 0;
        }
        // Pieces of a rounded length may cover the picture before the last of them; transformers fails at the empty
        // one.
        return above(longer, above(longer, pieces));
    }

    private static ImageSize piece(ImageSize picture, int pieces) {
        return picture.width() >= picture.height()
                ? new ImageSize(above(picture.width(), pieces), picture.height())
                : new ImageSize(picture.width(), above(picture.height(), pieces));
    }

    private static int above(int length, int pieces) {
        return (length + pieces - 1) / pieces;
    }
}

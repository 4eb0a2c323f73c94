package dev.graft.backbones.image;

import dev.graft.tensors.InvalidInputException;

/**
 * How the tiles of a picture lie: tiles are the pieces of one size that a picture is cut into so that a vision encoder sees
 * more of it than its own size shows.
 *
 * @param rows of tiles; 0 where only the overview is made
 * @param columns of tiles
 * @param overview whether the whole picture, made as small as one tile, goes with the tiles
 * @param width of the picture itself, in pixels
 * @param height of the picture itself, in pixels
 * @param square whether the whole picture, filled up to a square and made as small as one tile, comes last
 */
public record TileGrid(int rows, int columns, boolean overview, int width, int height, boolean square) {
    public TileGrid {
        boolean none = rows == 0 && columns == 0;
        if (rows < 0 || columns < 0 || (rows == 0) != (columns == 0) || none && !overview || width < 1 || height < 1) {
            throw new InvalidInputException("a picture of " + width + "x" + height + " pixels as " + rows + " x "
                    + columns + " tiles" + (overview ? " and an overview" : "")
                    + "; expected a size from 1x1 on, and a row and a column at least where there is no overview");
        }
    }

    /** Without a square behind the tiles. */
    public TileGrid(int rows, int columns, boolean overview, int width, int height) {
        this(rows, columns, overview, width, height, false);
    }

    /** A picture that is not cut. */
    public static TileGrid whole(int width, int height) {
        return new TileGrid(1, 1, false, width, height);
    }

    /** The same tiles and the square behind them. */
    public TileGrid withSquare() {
        return new TileGrid(rows, columns, overview, width, height, true);
    }

    /** The number of pieces, the overview and the square among them. */
    public int tiles() {
        return Math.addExact(Math.multiplyExact(rows, columns), (overview ? 1 : 0) + (square ? 1 : 0));
    }
}

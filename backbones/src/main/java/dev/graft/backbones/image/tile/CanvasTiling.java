package dev.graft.backbones.image.tile;

import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import dev.graft.backbones.image.raster.ResampleFilter;
import dev.graft.backbones.image.raster.Resampler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The dynamic resolution of InternVL (Chen et al. 2024, arXiv:2404.16821): the picture is stretched to the canvas of tiles
 * whose proportions are nearest to its own, and cut; a thumbnail is last where there is more than one tile.
 *
 * @param tile the size of a tile
 * @param least of tiles, without the thumbnail
 * @param most of tiles, without the thumbnail
 */
public record CanvasTiling(ImageSize tile, int least, int most, ResampleFilter filter) implements Tiling {
    @Override
    public TileGrid grid(ImageSize picture) {
        ImageSize canvas = canvas(picture);
        return new TileGrid(canvas.height(), canvas.width(), canvas.area() > 1, picture.width(), picture.height());
    }

    @Override
    public List<Pixels> cut(Pixels picture) {
        ImageSize canvas = canvas(picture.size());
        Pixels whole =
                Resampler.resize(picture, canvas.width() * tile.width(), canvas.height() * tile.height(), filter);
        List<Pixels> tiles = new ArrayList<>(Tiling.pieces(whole, tile));
        if (tiles.size() > 1) {
            tiles.add(Resampler.resize(picture, tile.width(), tile.height(), filter));
        }
        return tiles;
    }

    @Override
    public Stream<Tiling> smaller(ImageSize picture) {
        return IntStream.iterate(most, fewer -> fewer > 0, fewer -> fewer - 1)
                .mapToObj(fewer -> new CanvasTiling(tile, Math.min(least, fewer), fewer, filter));
    }

    /**
     * Columns and rows. Of canvases with the same proportions the larger one, as long as the picture has more than half of
     * its pixels.
     */
    private ImageSize canvas(ImageSize picture) {
        double proportion = (double) picture.width() / picture.height();
        double nearest = Double.POSITIVE_INFINITY;
        ImageSize best = ImageSize.square(1);
        for (ImageSize canvas : canvases()) {
            double distance = Math.abs(proportion - (double) canvas.width() / canvas.height());
            boolean larger = distance == nearest && picture.area() > 0.5 * tile.area() * canvas.area();
            if (distance < nearest || larger) {
                nearest = distance;
                best = canvas;
            }
        }
        return best;
    }

    /** By their number of tiles, then by columns. */
    private List<ImageSize> canvases() {
        List<ImageSize> canvases = new ArrayList<>();
        for (int columns = 1; columns <= most; columns++) {
            for (int rows = 1; rows <= most / columns; rows++) {
                if (columns * rows >= least) {
                    canvases.add(new ImageSize(columns, rows));
                }
            }
        }
        canvases.sort(Comparator.comparingLong(ImageSize::area));
        return canvases;
    }
}

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
 * "Any resolution" of LLaVA-NeXT and LLaVA-OneVision (Liu et al. 2024; Li et al. 2024, arXiv:2408.03326): of some canvases the
 * one that keeps most of the picture is chosen, the picture is put on its middle in its own proportions, on black, and the
 * canvas is cut. The overview comes first.
 *
 * @param canvases to choose from, the first of equals
 * @param overview the size of the overview
 * @param tile the side of a tile
 */
public record AnyresTiling(List<ImageSize> canvases, ImageSize overview, int tile, ResampleFilter filter)
        implements Tiling {
    public AnyresTiling {
        canvases = List.copyOf(canvases);
    }

    @Override
    public TileGrid grid(ImageSize picture) {
        ImageSize canvas = canvas(picture);
        return new TileGrid(
                (canvas.height() + tile - 1) / tile,
                (canvas.width() + tile - 1) / tile,
                true,
                picture.width(),
                picture.height());
    }

    @Override
    public List<Pixels> cut(Pixels picture) {
        ImageSize canvas = canvas(picture.size());
        ImageSize fitted = fitted(picture.size(), canvas);
        Pixels resized = Resampler.resize(picture, fitted.width(), fitted.height(), filter);
        Pixels padded = resized.on(
                canvas.width(),
                canvas.height(),
                (canvas.width() - fitted.width()) / 2,
                (canvas.height() - fitted.height()) / 2);
        List<Pixels> tiles = new ArrayList<>();
        tiles.add(Resampler.resize(picture, overview.width(), overview.height(), filter));
        tiles.addAll(Tiling.pieces(padded, ImageSize.square(tile)));
        return tiles;
    }

    @Override
    public Stream<Tiling> smaller(ImageSize picture) {
        // Without the largest, then the next: the choice among what is left is the same.
        List<ImageSize> bySize =
                canvases.stream().sorted(Comparator.comparingLong(this::tiles)).toList();
        return IntStream.iterate(bySize.size(), left -> left > 0, left -> left - 1)
                .mapToObj(left -> {
                    List<ImageSize> kept = bySize.subList(0, left);
                    return new AnyresTiling(
                            canvases.stream().filter(kept::contains).toList(), overview, tile, filter);
                });
    }

    private long tiles(ImageSize canvas) {
        return (long) ((canvas.height() + tile - 1) / tile) * ((canvas.width() + tile - 1) / tile);
    }

    /** The canvas on which most pixels of the picture are kept, and of those the one with least left over. */
    private ImageSize canvas(ImageSize picture) {
        ImageSize best = null;
        long mostKept = 0;
        long leastLeft = Long.MAX_VALUE;
        for (ImageSize canvas : canvases) {
            double scale =
                    Math.min((double) canvas.width() / picture.width(), (double) canvas.height() / picture.height());
            long width = (long) (picture.width() * scale);
            long height = (long) (picture.height() * scale);
            long kept = Math.min(width * height, picture.area());
            long left = canvas.area() - kept;
            if (kept > mostKept || kept == mostKept && left < leastLeft) {
                mostKept = kept;
                leastLeft = left;
                best = canvas;
            }
        }
        return best;
    }

    /** As large as fits on the canvas; fractions are rounded up. */
    private static ImageSize fitted(ImageSize picture, ImageSize canvas) {
        double across = (double) canvas.width() / picture.width();
        double down = (double) canvas.height() / picture.height();
        return across < down
                ? new ImageSize(canvas.width(), (int) Math.min(Math.ceil(picture.height() * across), canvas.height()))
                : new ImageSize((int) Math.min(Math.ceil(picture.width() * down), canvas.width()), canvas.height());
    }
}

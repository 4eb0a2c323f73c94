package dev.graft.backbones.image.tile;

import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A rule that cuts pictures into fewer tiles where they would be too many: of the grids that it has for a picture the first that
 * fits.
 *
 * @param limit what fits, in words, such as "at most 300 visual tokens"
 */
public record LimitedTiling(Tiling whole, String limit, Predicate<TileGrid> fits) implements Tiling {
    @Override
    public TileGrid grid(ImageSize picture) {
        return fitting(picture).grid(picture);
    }

    @Override
    public List<Pixels> cut(Pixels picture) {
        return fitting(picture.size()).cut(picture);
    }

    private Tiling fitting(ImageSize picture) {
        return whole.smaller(picture)
                .filter(tiling -> fits.test(tiling.grid(picture)))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("a picture of " + picture + " pixels does not fit into "
                        + limit + ", however few tiles it is cut into; allow more"));
    }

    @Override
    public boolean sameSize() {
        return whole.sameSize();
    }

    @Override
    public boolean isNative() {
        return whole.isNative();
    }

    @Override
    public Stream<Tiling> smaller(ImageSize picture) {
        return whole.smaller(picture);
    }

    @Override
    public String toString() {
        return whole + " within " + limit;
    }
}

package dev.graft.backbones.image.tile;

import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A rule that puts behind a picture's tiles the whole picture, filled up to a square, as LLaVA-OneVision sees each of several
 * pictures (Li et al. 2024, arXiv:2408.03326).
 *
 * @param background the levels of red, green and blue that it is filled up with
 */
public record SquaredTiling(Tiling tiles, List<Integer> background) implements Tiling {
    public SquaredTiling {
        background = List.copyOf(background);
    }

    @Override
    public TileGrid grid(ImageSize picture) {
        return tiles.grid(picture).withSquare();
    }

    @Override
    public List<Pixels> cut(Pixels picture) {
        List<Pixels> all = new ArrayList<>(tiles.cut(picture));
        all.add(picture.centeredOnSquare(
                background.stream().mapToInt(Integer::intValue).toArray()));
        return all;
    }

    @Override
    public boolean sameSize() {
        return tiles.sameSize();
    }

    @Override
    public boolean isNative() {
        return tiles.isNative();
    }

    @Override
    public Stream<Tiling> smaller(ImageSize picture) {
        return tiles.smaller(picture).map(fewer -> new SquaredTiling(fewer, background));
    }
}

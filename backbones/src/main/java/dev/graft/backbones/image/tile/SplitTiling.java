package dev.graft.backbones.image.tile;

import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import dev.graft.backbones.image.raster.ResampleFilter;
import dev.graft.backbones.image.raster.Resampler;
import dev.graft.backbones.image.raster.SizeRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The splitting of Idefics3 and SmolVLM (Laurençon et al. 2024, arXiv:2408.12637): the picture is resized, then stretched to
 * whole tiles and cut, with the overview last. A picture of one tile is its overview alone.
 *
 * @param resize the first resizing
 * @param edge the side of a tile
 * @param split whether there are tiles; otherwise there is only the overview
 */
public record SplitTiling(Optional<SizeRule> resize, int edge, boolean split, ResampleFilter filter) implements Tiling {
    @Override
    public TileGrid grid(ImageSize picture) {
        ImageSize whole = split ? stretched(resized(picture)) : ImageSize.square(edge);
        boolean one = whole.width() == edge && whole.height() == edge;
        return new TileGrid(
                one ? 0 : whole.height() / edge,
                one ? 0 : whole.width() / edge,
                true,
                picture.width(),
                picture.height());
    }

    @Override
    public List<Pixels> cut(Pixels picture) {
        Pixels first = resized(picture, resized(picture.size()));
        if (!split) {
            return List.of(resized(first, ImageSize.square(edge)));
        }
        Pixels whole = resized(first, stretched(first.size()));
        if (whole.width() == edge && whole.height() == edge) {
            return List.of(whole);
        }
        List<Pixels> tiles = new ArrayList<>(Tiling.pieces(whole, ImageSize.square(edge)));
        tiles.add(resized(whole, ImageSize.square(edge)));
        return tiles;
    }

    @Override
    public Stream<Tiling> smaller(ImageSize picture) {
        TileGrid grid = grid(picture);
        Stream<Tiling> shrunk = IntStream.iterate(
                        Math.max(grid.rows(), grid.columns()), tiles -> tiles > 1, tiles -> tiles - 1)
                .mapToObj(tiles ->
                        new SplitTiling(Optional.of(new SizeRule.LongestEdgeEven(tiles * edge)), edge, split, filter));
        Tiling overview = new SplitTiling(resize, edge, false, filter);
        return Stream.of(Stream.of((Tiling) this), shrunk, Stream.of(overview)).flatMap(each -> each);
    }

    private Pixels resized(Pixels picture, ImageSize size) {
        return Resampler.resize(picture, size.width(), size.height(), filter);
    }

    private ImageSize resized(ImageSize picture) {
        return resize.map(rule -> rule.target(picture)).orElse(picture);
    }

    /** Both sides are filled up to whole tiles, the longer one first, from which the shorter follows. */
    private ImageSize stretched(ImageSize picture) {
        double proportion = (double) picture.width() / picture.height();
        if (picture.width() >= picture.height()) {
            int width = wholeTiles(picture.width());
            return new ImageSize(width, wholeTiles((int) (width / proportion)));
        }
        int height = wholeTiles(picture.height());
        return new ImageSize(wholeTiles((int) (height * proportion)), height);
    }

    private int wholeTiles(int length) {
        return (length + edge - 1) / edge * edge;
    }
}

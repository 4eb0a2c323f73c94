package dev.graft.backbones.image.tile;

import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import dev.graft.backbones.image.raster.ResampleFilter;
import dev.graft.backbones.image.raster.Resampler;
import dev.graft.backbones.image.raster.SizeRule;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The native resolution of Qwen2-VL (Wang et al. 2024, arXiv:2409.12191) and Pixtral (Agrawal et al. 2024, arXiv:2410.07073): the
 * picture stays whole in nearly its own size, and its tiles are the blocks of patches that become one visual token each.
 *
 * @param resize to a size of whole blocks
 * @param block the side of a block in pixels
 */
public record NativeTiling(Optional<SizeRule> resize, int block, ResampleFilter filter) implements Tiling {
    @Override
    public TileGrid grid(ImageSize picture) {
        ImageSize size = target(picture);
        if (size.width() % block != 0 || size.height() % block != 0) {
            throw new InvalidInputException("a picture of " + size + " pixels is none of whole blocks of " + block + "x"
                    + block + "; let preprocessor_config.json resize it");
        }
        return new TileGrid(size.height() / block, size.width() / block, false, picture.width(), picture.height());
    }

    @Override
    public List<Pixels> cut(Pixels picture) {
        ImageSize size = target(picture.size());
        return List.of(Resampler.resize(picture, size.width(), size.height(), filter));
    }

    @Override
    public boolean isNative() {
        return true;
    }

    private ImageSize target(ImageSize picture) {
        return resize.map(rule -> rule.target(picture)).orElse(picture);
    }

    @Override
    public Stream<Tiling> smaller(ImageSize picture) {
        Stream<Tiling> shrunk = IntStream.iterate(grid(picture).tiles() - 1, tiles -> tiles > 0, tiles -> tiles - 1)
                .mapToObj(tiles -> new NativeTiling(Optional.of(ofAtMost(tiles)), block, filter));
        // A narrow picture still is longer than its area allows, as no side is less than a block.
        Stream<Tiling> narrow = IntStream.rangeClosed(1, 16)
                .mapToObj(halving -> new NativeTiling(Optional.of(ofAtMost(1.0 / (1 << halving))), block, filter));
        return Stream.of(Stream.of((Tiling) this), shrunk, narrow).flatMap(each -> each);
    }

    private SizeRule ofAtMost(double tiles) {
        double most = tiles * block * block;
        double least = resize.filter(SizeRule.MultipleWithin.class::isInstance)
                .map(rule -> ((SizeRule.MultipleWithin) rule).least())
                .orElse(most);
        return new SizeRule.MultipleWithin(block, Math.min(least, most), most);
    }
}

package dev.graft.backbones.image;

import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Optional;

/**
 * Qwen2-VL's native resolution (Wang et al. 2024, arXiv:2409.12191): the picture stays whole in nearly its own size, and its
 * tiles are the blocks of patches that become one visual token each.
 *
 * @param resize to a size of whole blocks
 * @param block the side of a block in pixels
 */
record NativeTiling(Optional<SizeRule> resize, int block) implements Tiling {
    @Override
    public TileGrid grid(ImageSize picture) {
        ImageSize size = resize.map(rule -> rule.target(picture)).orElse(picture);
        if (size.width() % block != 0 || size.height() % block != 0) {
            throw new InvalidInputException("a picture of " + size + " pixels is none of whole blocks of " + block + "x"
                    + block + "; let preprocessor_config.json resize it");
        }
        return new TileGrid(size.height() / block, size.width() / block, false, picture.width(), picture.height());
    }

    @Override
    public List<Pixels> cut(Pixels picture) {
        return List.of(picture);
    }
}

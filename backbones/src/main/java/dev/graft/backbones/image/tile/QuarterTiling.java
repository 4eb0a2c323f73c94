package dev.graft.backbones.image.tile;

import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.image.raster.CropWindow;
import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The splitting of Idefics2 (Laurençon et al. 2024, arXiv:2405.02246): four quarters of the picture as it is, row by row, and
 * the picture itself last. Each keeps its own proportions when it is resized, so their sizes differ.
 *
 * @param split whether there are quarters; otherwise there is only the picture
 */
public record QuarterTiling(boolean split) implements Tiling {
    @Override
    public TileGrid grid(ImageSize picture) {
        int side = split ? 2 : 0;
        return new TileGrid(side, side, true, picture.width(), picture.height());
    }

    @Override
    public List<Pixels> cut(Pixels picture) {
        if (!split) {
            return List.of(picture);
        }
        int across = picture.width() / 2;
        int down = picture.height() / 2;
        if (across == 0 || down == 0) {
            throw new InvalidInputException(
                    "a picture of " + picture.size() + " pixels has no four quarters; leave it out, or let"
                            + " preprocessor_config.json not split by \"do_image_splitting\": false");
        }
        int right = picture.width() - across;
        int lower = picture.height() - down;
        return List.of(
                picture.window(new CropWindow(0, 0, across, down)),
                picture.window(new CropWindow(across, 0, right, down)),
                picture.window(new CropWindow(0, down, across, lower)),
                picture.window(new CropWindow(across, down, right, lower)),
                picture);
    }

    @Override
    public boolean sameSize() {
        return false;
    }

    @Override
    public Stream<Tiling> smaller(ImageSize picture) {
        return split ? Stream.of(this, new QuarterTiling(false)) : Stream.of(this);
    }
}

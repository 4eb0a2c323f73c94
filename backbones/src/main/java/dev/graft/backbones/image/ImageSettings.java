package dev.graft.backbones.image;

import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.ResampleFilter;
import dev.graft.backbones.image.raster.SizeRule;
import dev.graft.backbones.image.tile.LimitedTiling;
import dev.graft.backbones.image.tile.SquaredTiling;
import dev.graft.backbones.image.tile.Tiling;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What an image processor does, resolved from its configuration, in the order of the steps.
 *
 * @param tiling where pictures are cut into tiles first, each of which takes the steps that follow
 * @param squares whether LLaVA's padding to a square comes first
 * @param background the three levels of that padding, the mean colour; empty where the configuration has none
 * @param resize the size that pictures are resized to
 * @param filter for resizing
 * @param crops centre crops, one after the other
 * @param levels the values of the levels
 * @param flipChannels whether the channels come out as blue, green, red
 * @param padding whether zeros are added at the right and the bottom, up to {@code padSize}
 * @param padSize absent: up to the largest picture of the batch
 * @param padMultiple and from there up to a multiple of this
 */
record ImageSettings(
        Optional<Tiling> tiling,
        boolean squares,
        List<Integer> background,
        Optional<SizeRule> resize,
        ResampleFilter filter,
        List<ImageSize> crops,
        Levels levels,
        boolean flipChannels,
        boolean padding,
        Optional<ImageSize> padSize,
        int padMultiple) {
    ImageSettings {
        background = List.copyOf(background);
        crops = List.copyOf(crops);
    }

    /** The size of a padded batch whose largest width and height are given. */
    ImageSize paddedSize(ImageSize largest) {
        return padSize.orElseGet(() -> new ImageSize(upToMultiple(largest.width()), upToMultiple(largest.height())));
    }

    private int upToMultiple(int length) {
        return (length + padMultiple - 1) / padMultiple * padMultiple;
    }

    /** The size that every picture comes out with, if the settings alone decide it. */
    Optional<ImageSize> fixedSize() {
        Optional<ImageSize> made = crops.isEmpty()
                ? resize.filter(SizeRule.Exact.class::isInstance).map(rule -> ((SizeRule.Exact) rule).size())
                : Optional.of(crops.get(crops.size() - 1));
        return padding ? padSize.or(() -> made.map(this::paddedSize)) : made;
    }

    /** Whether pictures come out in many sizes, see {@link ImageProcessor#sizesVary}. */
    boolean sizesVary() {
        boolean cut = squares || tiling.filter(Tiling::sameSize).isPresent();
        boolean unequal = isNative()
                || resize.filter(SizeRule.EdgesWithin.class::isInstance).isPresent()
                || resize.isPresent() && !cut;
        return fixedSize().isEmpty() && unequal;
    }

    /** Whether pictures keep nearly their own size. */
    boolean isNative() {
        return tiling.filter(Tiling::isNative).isPresent();
    }

    /** The same with fewer tiles where they would be too many; see {@link LimitedTiling}. */
    ImageSettings limited(String limit, Predicate<TileGrid> fits) {
        return with(tiling.map(whole -> new LimitedTiling(whole, limit, fits)));
    }

    /** The same with a square behind the tiles; see {@link SquaredTiling}. */
    ImageSettings squared() {
        if (tiling.isPresent() && background.isEmpty()) {
            throw new InvalidInputException(
                    "a picture is to be filled up to a square with the mean colour, and the image processor's"
                            + " configuration has no 'image_mean'; add it");
        }
        return with(tiling.map(tiles -> new SquaredTiling(tiles, background)));
    }

    private ImageSettings with(Optional<Tiling> other) {
        return new ImageSettings(
                other, squares, background, resize, filter, crops, levels, flipChannels, padding, padSize, padMultiple);
    }

    /** A text that is the same exactly when the processing is. */
    String fingerprint() {
        return "rgb8"
                + tiling.map(rule -> " tiles=" + rule).orElse("")
                + (squares ? " square=" + background : "")
                + resize.map(rule -> " resize=" + rule + "/" + filter).orElse("")
                + (crops.isEmpty() ? "" : " crop=" + crops)
                + " " + levels.fingerprint()
                + (flipChannels ? " bgr" : "")
                + (padding ? " pad=" + padSize.map(ImageSize::toString).orElse("batch*" + padMultiple) : "");
    }
}

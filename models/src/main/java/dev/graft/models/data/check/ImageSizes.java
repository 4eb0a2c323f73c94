package dev.graft.models.data.check;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/**
 * The sizes and file formats of the images that can be decoded.
 *
 * @param widths in pixels
 * @param heights in pixels
 * @param aspects width divided by height, from the smallest to the largest
 * @param kinds how many files there are of each form, as their bytes tell it
 */
public record ImageSizes(Lengths widths, Lengths heights, List<Double> aspects, Counts<ImageKind> kinds) {
    public ImageSizes {
        aspects = List.copyOf(aspects);
    }

    /** Of the states that hold a decoded image. */
    public static ImageSizes of(List<ImageState> states) {
        List<ImageState.Decoded> images = states.stream()
                .filter(ImageState.Decoded.class::isInstance)
                .map(ImageState.Decoded.class::cast)
                .toList();
        return new ImageSizes(
                lengths(images, ImageState.Decoded::width),
                lengths(images, ImageState.Decoded::height),
                images.stream()
                        .map(image -> (double) image.width() / image.height())
                        .sorted()
                        .toList(),
                Counts.of(images, ImageState.Decoded::kind));
    }

    private static Lengths lengths(List<ImageState.Decoded> images, ToIntFunction<ImageState.Decoded> length) {
        return Lengths.of(images.stream().mapToInt(length).toArray(), OptionalInt.empty());
    }

    /** How many there are. */
    public int count() {
        return aspects.size();
    }

    /** The aspect that a fraction of all does not exceed; 0 where there is no image. */
    public double aspect(double fraction) {
        return aspects.isEmpty() ? 0 : aspects.get(Lengths.rank(fraction, aspects.size()));
    }
}

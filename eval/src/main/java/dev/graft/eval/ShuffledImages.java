package dev.graft.eval;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.models.data.sampling.EpochOrder;
import dev.graft.tensors.InvalidInputException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The shuffled-image control: every sample is shown the image of another, and never its own.
 *
 * <p>Images, told apart by name, are put in a circle in random order, and each gives way to its neighbour; so no image
 * stands for itself, each is used once, and all questions about one image see the same wrong one. The circle depends on
 * the seed and the names alone.
 */
public final class ShuffledImages {
    private final Map<String, ImageRef> replacements = new HashMap<>();

    private ShuffledImages() {}

    /**
     * Pairs every image with another.
     *
     * @throws IllegalArgumentException if there are not at least two different images
     */
    public static ShuffledImages of(Collection<ImageRef> images, long seed) {
        TreeMap<String, ImageRef> byName = new TreeMap<>();
        images.forEach(image -> byName.put(image.name(), image));
        if (byName.size() < 2) {
            throw new InvalidInputException(
                    "shuffled images need at least two different images, found " + byName.size());
        }
        ImageRef[] sorted = byName.values().toArray(ImageRef[]::new);
        int[] circle = EpochOrder.of(seed, 0, sorted.length);
        ShuffledImages shuffled = new ShuffledImages();
        for (int i = 0; i < circle.length; i++) {
            ImageRef next = sorted[circle[(i + 1) % circle.length]];
            shuffled.replacements.put(sorted[circle[i]].name(), next);
        }
        return shuffled;
    }

    /** The image to show in place of {@code image}. */
    public ImageRef insteadOf(ImageRef image) {
        ImageRef other = replacements.get(image.name());
        if (other == null) {
            throw new IllegalArgumentException("image '" + image.name() + "' is not among those that were shuffled");
        }
        return other;
    }

    /** The sample with its wrong images; unchanged where it has none. */
    public Sample apply(Sample sample) {
        return sample.withImages(this::insteadOf);
    }
}

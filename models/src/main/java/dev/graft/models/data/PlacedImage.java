package dev.graft.models.data;

import java.util.Objects;

/**
 * An image where it stands in a conversation.
 *
 * @param place where; several images at one place follow each other in the order of the sample
 */
public record PlacedImage(ImageRef image, ImagePlace place) {
    public PlacedImage {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(place, "place");
    }

    /** An image before the first words. */
    public static PlacedImage front(ImageRef image) {
        return new PlacedImage(image, ImagePlace.FRONT);
    }
}

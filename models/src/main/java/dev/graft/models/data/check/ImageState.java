package dev.graft.models.data.check;

import dev.graft.models.data.fault.FaultKind;

/** What was found of an image. */
public sealed interface ImageState {
    /**
     * An image that is there.
     *
     * @param sha256 of the file's content, by which it is known wherever it lies
     */
    record Found(String sha256) implements ImageState {}

    /**
     * An image that was decoded.
     *
     * @param sha256 of the file's content
     * @param pixels a hash of size and pixels, which copies in other formats without loss share
     * @param kind the form of the file
     */
    record Decoded(String sha256, String pixels, int width, int height, ImageKind kind) implements ImageState {}

    /**
     * An image that cannot be used.
     *
     * @param message what is wrong with it, for a place to be put in front
     */
    record Faulty(FaultKind kind, String message) implements ImageState {}
}

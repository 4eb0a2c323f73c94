package dev.graft.models.data.conversations;

import dev.graft.models.data.ImageRef;

/** A part of a message. */
sealed interface Piece {
    /** Words. */
    record Text(String text) implements Piece {}

    /** A place for the next of the record's images. */
    record Marker() implements Piece {}

    /** An image that is named where it stands. */
    record Image(ImageRef image) implements Piece {}
}

package dev.graft.backbones.image.vp8l;

/** What was done to a picture so that it needs fewer bits, and is undone. */
sealed interface Transform permits Prediction, ColorCorrelation, GreenDifference, Palette {
    /** The picture before the transform, whose pixels may be those of the given array, changed. */
    int[] undo(int[] pixels);
}

package dev.graft.world.scene;

/** An upright box in pixels, from the image's top left corner. */
public record Box(double left, double top, double right, double bottom) {
    /** Whether a point of both boxes, each widened by {@code gap}, is the same. */
    boolean meets(Box other, double gap) {
        return left - gap < other.right
                && other.left - gap < right
                && top - gap < other.bottom
                && other.top - gap < bottom;
    }

    boolean isInside(double size, double margin) {
        return left >= margin && top >= margin && right <= size - margin && bottom <= size - margin;
    }
}

package dev.graft.world.scene;

/**
 * One object of a scene.
 *
 * @param rgb its very colour, near that of {@code colour}
 * @param x centre in pixels from the left
 * @param y centre in pixels from the top
 * @param radius in pixels
 * @param angle clockwise turn in radians
 * @param place where in the image the centre is
 */
public record SceneObject(
        ObjectShape shape,
        Colour colour,
        ObjectSize size,
        int rgb,
        double x,
        double y,
        double radius,
        double angle,
        ScenePlace place) {
    Outline outline() {
        return shape.outline(x, y, radius, angle);
    }

    /** The smallest upright box around the whole object, what others hide of it included. */
    public Box box() {
        return outline().box();
    }

    /** Whether images of the training split show no object of this shape and colour. */
    public boolean isWithheld() {
        return colour.isWithheldFrom(shape);
    }
}

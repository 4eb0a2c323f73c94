package dev.graft.world.scene;

import java.util.List;

/**
 * A scene of coloured shapes, as one image shows it.
 *
 * @param side width and height in pixels
 * @param objects from back to front; each in full view but for at most a quarter
 * @param noise standard deviation of the pixels' noise, in levels of 256
 * @param grain chooses the noise
 */
public record Scene(int side, Background background, List<SceneObject> objects, double noise, long grain) {
    /** Two centres are apart along an axis if they are further apart than this fraction of the side. */
    private static final double APART = 0.11;

    public Scene {
        objects = List.copyOf(objects);
    }

    /** How many objects a phrase fits. */
    public int count(Phrase phrase) {
        int count = 0;
        for (SceneObject object : objects) {
            count += phrase.fits(object) ? 1 : 0;
        }
        return count;
    }

    /**
     * Whether the object's place means it and no other. An object at the top left is at the top as well, and one in a corner
     * on two sides, so a side must have no other object at all.
     */
    public boolean isAlone(SceneObject object) {
        return objects.stream()
                .noneMatch(other -> !other.equals(object) && object.place().mayMean(other.place()));
    }

    public double apart() {
        return APART * side;
    }
}

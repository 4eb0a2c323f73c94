package dev.graft.world.scene;

import java.util.Arrays;
import java.util.stream.Stream;

/** The direction in which one object lies from another, by their centres. */
public enum Direction {
    LEFT(-1, 0, "left of", "to the left of"),
    RIGHT(1, 0, "right of", "to the right of"),
    ABOVE(0, -1, "above", "higher than"),
    BELOW(0, 1, "below", "lower than");

    private final int x;
    private final int y;
    private final Wording whether;
    private final Wording what;

    Direction(int x, int y, String... words) {
        this.x = x;
        this.y = y;
        this.whether = Wording.of(
                Arrays.stream(words).map(word -> "is {0} " + word + " {1}?").toArray(String[]::new));
        this.what = Wording.of(Arrays.stream(words)
                .flatMap(word -> Stream.of("what is " + word + " {0}?", "which object is " + word + " {0}?"))
                .toArray(String[]::new));
    }

    /** Asks of two objects whether the first lies in this direction from the second. */
    public Wording whether() {
        return whether;
    }

    /** Asks for the object in this direction from another. */
    public Wording what() {
        return what;
    }

    /** How far an object lies in this direction from another, in pixels; negative on the other side. */
    public double distance(SceneObject object, SceneObject from) {
        return x * (object.x() - from.x()) + y * (object.y() - from.y());
    }
}

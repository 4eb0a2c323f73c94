package dev.graft.world.scene;

import dev.graft.models.data.sampling.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Draws scenes about which nothing is in doubt: centres keep clear of the borders between places, objects of one colour
 * never touch, and no object is hidden by more than a quarter.
 */
public final class SceneGenerator {
    private static final int MOST_OBJECTS = 5;
    private static final int ATTEMPTS = 60;
    private static final double MOST_HIDDEN = 0.22;
    private static final double MOST_TURN = 0.2;
    private static final int SHADE = 14;
    private static final double MOST_NOISE = 8;
    /** Lower and upper limits of the three columns and rows, between which centres never are. */
    private static final double[][] BANDS = {{0, 0.25}, {0.365, 0.635}, {0.75, 1}};

    private final SplitMix64 random;
    private final int side;

    private SceneGenerator(SplitMix64 random, int side) {
        this.random = random;
        this.side = side;
    }

    /** A scene for an image. */
    public static Scene draw(SplitMix64 random, int side, Pairs pairs) {
        SceneGenerator generator = new SceneGenerator(random, side);
        int count = 1 + random.below(MOST_OBJECTS);
        Optional<List<SceneObject>> objects = Optional.empty();
        while (objects.isEmpty()) {
            // Other looks, too: five large objects of one colour have no room. The number stays, or many would be rare.
            objects = generator.place(Look.draw(random, count, pairs));
        }
        return generator.scene(objects.get());
    }

    /** A scene to be told cell by cell: every object stands in the middle of a cell of its own. */
    public static Scene onGrid(SplitMix64 random, int side, int cells) {
        SceneGenerator generator = new SceneGenerator(random, side);
        List<Integer> free = new ArrayList<>();
        for (int cell = 0; cell < cells * cells; cell++) {
            free.add(cell);
        }
        List<SceneObject> objects = new ArrayList<>();
        for (Look look : Look.draw(random, 1 + random.below(MOST_OBJECTS), Pairs.ALL)) {
            int cell = free.remove(random.below(free.size()));
            int row = cell / cells;
            double x = side * (cell % cells + 0.5) / cells;
            double y = side * (row + 0.5) / cells;
            objects.add(look.at(
                    x, y, look.size().radius(random) * side, 0, look.colour().rgb(), side));
        }
        return generator.scene(objects);
    }

    private Scene scene(List<SceneObject> objects) {
        return new Scene(side, Background.draw(random), objects, random.between(0, MOST_NOISE), random.next());
    }

    /** Empty where the objects drawn first leave no room for a later one. */
    private Optional<List<SceneObject>> place(List<Look> looks) {
        List<SceneObject> objects = new ArrayList<>();
        for (Look look : looks) {
            Optional<SceneObject> placed = Optional.empty();
            for (int attempt = 0; attempt < ATTEMPTS && placed.isEmpty(); attempt++) {
                placed = Optional.of(somewhere(look)).filter(object -> isClear(objects, object));
            }
            if (placed.isEmpty()) {
                return Optional.empty();
            }
            objects.add(placed.get());
        }
        return Optional.of(objects);
    }

    private SceneObject somewhere(Look look) {
        double radius = look.size().radius(random);
        double x = coordinate(radius);
        double y = coordinate(radius);
        double angle = random.between(-MOST_TURN, MOST_TURN);
        return look.at(
                x * side, y * side, radius * side, angle, shade(look.colour().rgb()), side);
    }

    private double coordinate(double radius) {
        double[] band = BANDS[random.below(BANDS.length)];
        // No shape reaches further from its centre than this, however it is turned.
        double reach = 1.2 * radius + 0.005;
        return random.between(Math.max(band[0], reach), Math.min(band[1], 1 - reach));
    }

    private int shade(int rgb) {
        int shaded = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int level = (rgb >> shift & 0xFF) + random.below(2 * SHADE + 1) - SHADE;
            shaded = shaded << 8 | Math.max(0, Math.min(255, level));
        }
        return shaded;
    }

    private boolean isClear(List<SceneObject> objects, SceneObject added) {
        Box box = added.box();
        double gap = side / 32.0;
        List<SceneObject> front = new ArrayList<>(List.of(added));
        for (int i = objects.size() - 1; i >= 0; i--) {
            SceneObject object = objects.get(i);
            boolean touches = object.box().meets(box, gap);
            if (touches && object.colour() == added.colour()) {
                return false;
            }
            if (touches && hidden(object, front) > MOST_HIDDEN) {
                return false;
            }
            front.add(object);
        }
        return true;
    }

    /** The fraction of an object that others hide, by a grid of points. */
    static double hidden(SceneObject object, List<SceneObject> front) {
        List<Outline> outlines = front.stream().map(SceneObject::outline).toList();
        Outline outline = object.outline();
        Box box = outline.box();
        int points = 14;
        int inside = 0;
        int hidden = 0;
        for (int i = 0; i < points * points; i++) {
            int row = i / points;
            double x = box.left() + (box.right() - box.left()) * (i % points + 0.5) / points;
            double y = box.top() + (box.bottom() - box.top()) * (row + 0.5) / points;
            if (outline.contains(x, y)) {
                inside++;
                hidden += outlines.stream().anyMatch(other -> other.contains(x, y)) ? 1 : 0;
            }
        }
        return (double) hidden / inside;
    }
}

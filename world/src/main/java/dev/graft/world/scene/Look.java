package dev.graft.world.scene;

import dev.graft.models.data.sampling.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/** What an object looks like, wherever it is. */
record Look(ObjectShape shape, Colour colour, ObjectSize size) {
    /**
     * The objects of a scene. In every second scene shapes and colours tend to repeat: without that, counts above one and
     * comparisons would be rare.
     */
    static List<Look> draw(SplitMix64 random, int count, Pairs pairs) {
        int withheld = pairs == Pairs.WITHHELD ? random.below(count) : -1;
        boolean repeating = random.chance(0.5);
        List<Look> looks = new ArrayList<>(count);
        while (looks.size() < count) {
            Look look = draw(random, repeating ? looks : List.of());
            boolean isWithheld = look.colour.isWithheldFrom(look.shape);
            if (looks.size() == withheld ? isWithheld : pairs != Pairs.SEEN || !isWithheld) {
                looks.add(look);
            }
        }
        return looks;
    }

    private static Look draw(SplitMix64 random, List<Look> models) {
        ObjectShape shape = ObjectShape.values()[random.below(ObjectShape.values().length)];
        Colour colour = Colour.values()[random.below(Colour.values().length)];
        ObjectSize size = ObjectSize.values()[random.below(ObjectSize.values().length)];
        if (!models.isEmpty() && random.chance(0.5)) {
            shape = models.get(random.below(models.size())).shape;
        }
        if (!models.isEmpty() && random.chance(0.4)) {
            colour = models.get(random.below(models.size())).colour;
        }
        return new Look(shape, colour, size);
    }

    SceneObject at(double x, double y, double radius, double angle, int rgb, int side) {
        return new SceneObject(shape, colour, size, rgb, x, y, radius, angle, ScenePlace.of(x / side, y / side));
    }
}

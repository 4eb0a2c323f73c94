package dev.graft.world.scene;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A property by which objects of a scene are told apart: shape, colour, size or place. */
public enum ObjectAttribute {
    SIZE,
    COLOUR,
    SHAPE;

    /** Every choice of at least one, those of fewer first. */
    public static final List<Set<ObjectAttribute>> CHOICES = IntStream.range(1, 1 << values().length)
            .boxed()
            .sorted((a, b) -> Integer.compare(Integer.bitCount(a), Integer.bitCount(b)))
            .map(ObjectAttribute::choice)
            .toList();

    public static final Set<ObjectAttribute> ALL = EnumSet.allOf(ObjectAttribute.class);

    private static Set<ObjectAttribute> choice(int bits) {
        Set<ObjectAttribute> choice = EnumSet.noneOf(ObjectAttribute.class);
        for (ObjectAttribute attribute : values()) {
            if ((bits >> attribute.ordinal() & 1) == 1) {
                choice.add(attribute);
            }
        }
        return choice;
    }
}

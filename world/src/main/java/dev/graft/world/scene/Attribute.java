package dev.graft.world.scene;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What tells one object from another. */
public enum Attribute {
    SIZE,
    COLOUR,
    SHAPE;

    /** Every choice of at least one, those of fewer first. */
    public static final List<Set<Attribute>> CHOICES = IntStream.range(1, 1 << values().length)
            .boxed()
            .sorted((a, b) -> Integer.compare(Integer.bitCount(a), Integer.bitCount(b)))
            .map(Attribute::choice)
            .toList();

    public static final Set<Attribute> ALL = EnumSet.allOf(Attribute.class);

    private static Set<Attribute> choice(int bits) {
        Set<Attribute> choice = EnumSet.noneOf(Attribute.class);
        for (Attribute attribute : values()) {
            if ((bits >> attribute.ordinal() & 1) == 1) {
                choice.add(attribute);
            }
        }
        return choice;
    }
}

package dev.graft.training.settings;

import dev.graft.tensors.Range;

/** The numbers that a {@link Setting} may have, as an annotation can name them. */
enum Numbers {
    ANY(Range.ANY),
    POSITIVE(Range.POSITIVE),
    NOT_NEGATIVE(Range.NOT_NEGATIVE),
    BELOW_ONE(Range.BELOW_ONE),
    FRACTION(Range.FRACTION);

    private final Range range;

    Numbers(Range range) {
        this.range = range;
    }

    Range range() {
        return range;
    }
}

package dev.graft.graph.beginning;

/**
 * Where the tokens of a value are: one of its axes has {@code outer · tokens · inner} elements.
 *
 * @param outer what the axis has before the tokens, such as rows of a batch or heads of a group
 * @param inner elements of one token
 */
record TokenAxis(int axis, long outer, long inner) {
    TokenAxis at(int newAxis) {
        return new TokenAxis(newAxis, outer, inner);
    }

    /** The size of the axis for some tokens. */
    long size(long tokens) {
        return outer * tokens * inner;
    }

    /** Whether the elements of tokens that follow each other do so as well. */
    boolean isUndivided() {
        return outer == 1;
    }

    /** Where they are after the elements of a value were laid out in another shape; null if in no one axis. */
    TokenAxis reshaped(long[] from, long[] to, long tokens) {
        long before = outer * product(from, 0, axis);
        long after = inner * product(from, axis + 1, from.length);
        for (int i = 0; i < to.length; i++) {
            long preceding = product(to, 0, i);
            if (preceding == 0 || before % preceding != 0) {
                return null;
            }
            long newOuter = before / preceding;
            long part = newOuter * tokens;
            if (to[i] % part == 0 && to[i] / part * product(to, i + 1, to.length) == after) {
                return new TokenAxis(i, newOuter, to[i] / part);
            }
        }
        return null;
    }

    private static long product(long[] sizes, int from, int to) {
        long product = 1;
        for (int i = from; i < to; i++) {
            product *= sizes[i];
        }
        return product;
    }
}

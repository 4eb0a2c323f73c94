package dev.graft.backbones.image.vp8;

/**
 * Smooths an edge between blocks where it is not sharper than what quantising makes of a smooth one (RFC 6386, 15.2 and 15.3).
 *
 * <p>Edges begin at a sample; {@code along} leads to the next sample of the edge, {@code across} to the next on its other side.
 */
final class EdgeFilter {
    private EdgeFilter() {}

    /** The simple filter, which changes one sample on each side. */
    static void simple(byte[] samples, int from, int along, int across, int length, int limit) {
        for (int i = 0, at = from; i < length; i++, at += along) {
            if (isLow(samples, at, across, 2 * limit + 1)) {
                two(samples, at, across);
            }
        }
    }

    /** The edge of a macroblock, of which up to three samples on each side change. */
    static void outer(byte[] samples, int from, int along, int across, int length, int limit, FilterStrength strength) {
        for (int i = 0, at = from; i < length; i++, at += along) {
            if (isSmooth(samples, at, across, 2 * limit + 1, strength.interior())) {
                if (isUneven(samples, at, across, strength.variance())) {
                    two(samples, at, across);
                } else {
                    six(samples, at, across);
                }
            }
        }
    }

    /** An edge inside a macroblock, of which up to two samples on each side change. */
    static void inner(byte[] samples, int from, int along, int across, int length, FilterStrength strength) {
        for (int i = 0, at = from; i < length; i++, at += along) {
            if (isSmooth(samples, at, across, 2 * strength.limit() + 1, strength.interior())) {
                if (isUneven(samples, at, across, strength.variance())) {
                    two(samples, at, across);
                } else {
                    four(samples, at, across);
                }
            }
        }
    }

    private static boolean isLow(byte[] samples, int at, int across, int limit) {
        int inside = difference(samples, at - across, at);
        int outside = difference(samples, at - 2 * across, at + across);
        return 4 * inside + outside <= limit;
    }

    private static boolean isSmooth(byte[] samples, int at, int across, int limit, int interior) {
        return isLow(samples, at, across, limit)
                && difference(samples, at - 4 * across, at - 3 * across) <= interior
                && difference(samples, at - 3 * across, at - 2 * across) <= interior
                && difference(samples, at - 2 * across, at - across) <= interior
                && difference(samples, at + 3 * across, at + 2 * across) <= interior
                && difference(samples, at + 2 * across, at + across) <= interior
                && difference(samples, at + across, at) <= interior;
    }

    private static boolean isUneven(byte[] samples, int at, int across, int variance) {
        return difference(samples, at - 2 * across, at - across) > variance
                || difference(samples, at + across, at) > variance;
    }

    private static int difference(byte[] samples, int one, int other) {
        return Math.abs((samples[one] & 0xff) - (samples[other] & 0xff));
    }

    private static void two(byte[] samples, int at, int across) {
        int step = 3 * step(samples, at - across, at) + signed(step(samples, at + across, at - 2 * across));
        add(samples, at - across, small(step + 3 >> 3));
        add(samples, at, -small(step + 4 >> 3));
    }

    private static void four(byte[] samples, int at, int across) {
        int step = 3 * step(samples, at - across, at);
        int after = small(step + 4 >> 3);
        int further = after + 1 >> 1;
        add(samples, at - 2 * across, further);
        add(samples, at - across, small(step + 3 >> 3));
        add(samples, at, -after);
        add(samples, at + across, -further);
    }

    private static void six(byte[] samples, int at, int across) {
        int outside = signed(step(samples, at + across, at - 2 * across));
        int step = signed(3 * step(samples, at - across, at) + outside);
        for (int i = 0, weight = 27; i < 3; i++, weight -= 9) {
            int change = weight * step + 63 >> 7;
            add(samples, at - (i + 1) * across, change);
            add(samples, at + i * across, -change);
        }
    }

    private static int step(byte[] samples, int from, int to) {
        return (samples[to] & 0xff) - (samples[from] & 0xff);
    }

    private static void add(byte[] samples, int at, int change) {
        samples[at] = Sample.clip((samples[at] & 0xff) + change);
    }

    private static int signed(int value) {
        return Math.min(Math.max(value, -128), 127);
    }

    private static int small(int value) {
        return Math.min(Math.max(value, -16), 15);
    }
}

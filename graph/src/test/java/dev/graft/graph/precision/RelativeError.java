package dev.graft.graph.precision;

/** How far numbers are off. */
final class RelativeError {
    private RelativeError() {}

    /** The root of the mean square of the difference, in units of that of the expected numbers. */
    static double of(float[] expected, float[] found) {
        double squares = 0;
        double all = 0;
        for (int i = 0; i < expected.length; i++) {
            squares += Math.pow(found[i] - expected[i], 2);
            all += Math.pow(expected[i], 2);
        }
        return Math.sqrt(squares / all);
    }
}

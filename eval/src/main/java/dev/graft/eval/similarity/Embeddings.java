package dev.graft.eval.similarity;

/** Vectors, as two towers make them of images and texts. */
final class Embeddings {
    private Embeddings() {}

    /** The vector of length 1 in the same direction; zeros stay zeros. */
    static double[] normalised(double[] vector) {
        double length = Math.sqrt(dot(vector, vector));
        double[] unit = new double[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = length == 0 ? 0 : vector[i] / length;
        }
        return unit;
    }

    static double[] normalised(float[] vector) {
        double[] wide = new double[vector.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = vector[i];
        }
        return normalised(wide);
    }

    static double dot(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "expected embeddings of one width, found " + a.length + " and " + b.length);
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}

package dev.graft.testsupport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/**
 * How far numbers may be from those expected. A number that is further off fails the test, with the tensor's name, the
 * place of the largest error and both values; so does one that is not finite.
 *
 * <p>The error allowed is {@code absolute + relative * |expected| + ofLargest * largest}, where the largest is the
 * magnitude of the largest number expected of this tensor: rounding of a sum of products is small beside that, not
 * beside a result that happens to be near zero.
 */
public record Closeness(double absolute, double relative, double ofLargest) {
    /** Within a difference. */
    public static Closeness absolute(double difference) {
        return new Closeness(difference, 0, 0);
    }

    /** Within a part of the tensor's largest magnitude, the measure for gradients and outputs of networks. */
    public static Closeness ofLargest(double part) {
        return new Closeness(0, 0, part);
    }

    /** Within a difference plus a part of the number itself, as numpy's {@code allclose} measures. */
    public static Closeness allClose(double difference, double part) {
        return new Closeness(difference, part, 0);
    }

    /** Checks a tensor of 32-bit floats and its shape. */
    public void check(GoldenTensor expected, long[] shape, FloatBuffer found) {
        check(expected.name(), expected, shape, found);
    }

    /** Checks a tensor of 32-bit floats and its shape, under a name of its own. */
    public void check(String name, GoldenTensor expected, long[] shape, FloatBuffer found) {
        checkBeside(name, expected, largest(expected.doubles()), shape, found);
    }

    /**
     * Checks a tensor whose largest magnitude is given: a gradient that is zero but for rounding is measured by that of
     * another.
     */
    public void checkBeside(String name, GoldenTensor expected, double largest, long[] shape, FloatBuffer found) {
        assertArrayEquals(expected.shape(), shape, name + ": shape");
        check(name, expected.doubles(), largest, shape, found::get);
    }

    /** Checks 32-bit floats of any shape. */
    public void check(String name, long[] shape, float[] expected, float[] found) {
        assertEquals(expected.length, found.length, name + ": number of elements");
        double[] values = new double[expected.length];
        Arrays.setAll(values, i -> expected[i]);
        check(name, values, largest(values), shape, i -> found[i]);
    }

    /** Checks 32-bit floats. */
    public void check(String name, float[] expected, float[] found) {
        check(name, new long[] {expected.length}, expected, found);
    }

    /** Checks one number. */
    public void check(String name, double expected, double found) {
        check(name, new double[] {expected}, Math.abs(expected), new long[] {}, i -> found);
    }

    /** Checks numbers, of which those found are read by their place. */
    public void check(String name, double[] expected, long[] shape, IntToDoubleFunction found) {
        check(name, expected, largest(expected), shape, found);
    }

    private void check(String name, double[] expected, double largest, long[] shape, IntToDoubleFunction found) {
        int worst = -1;
        int wrong = 0;
        double excess = 0;
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(expected[i] - found.applyAsDouble(i));
            double allowed = allowed(expected[i], largest);
            if (!(error <= allowed)) {
                wrong++;
                double by = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error - allowed;
                if (worst < 0 || by > excess) {
                    worst = i;
                    excess = by;
                }
            }
        }
        int place = worst;
        int count = wrong;
        assertTrue(
                worst < 0,
                () -> message(name, expected[place], found.applyAsDouble(place), largest) + ", at "
                        + place(place, shape) + "; so are " + count + " of " + expected.length);
    }

    private double allowed(double expected, double largest) {
        return absolute + relative * Math.abs(expected) + ofLargest * largest;
    }

    private String message(String name, double expected, double found, double largest) {
        return String.format(
                Locale.ROOT,
                "%s: expected %.9g, found %.9g, off by %.3g where %.3g is allowed (largest magnitude %.3g)",
                name,
                expected,
                found,
                Math.abs(expected - found),
                allowed(expected, largest),
                largest);
    }

    private static String place(int index, long[] shape) {
        long[] place = new long[shape.length];
        long rest = index;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            place[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return Arrays.toString(place);
    }

    /** The largest magnitude among numbers, zero where there are none. */
    public static double largest(double... values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }
}

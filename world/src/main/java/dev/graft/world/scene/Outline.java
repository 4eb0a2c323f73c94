package dev.graft.world.scene;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A closed polygon, x to the right and y down; its inside is told by the even-odd rule.
 *
 * @param x the corners' x, in order
 * @param y the corners' y
 */
record Outline(double[] x, double[] y) {
    /** Corners of a curve: at a radius of 40 pixels no edge is further than a twentieth of a pixel from it. */
    private static final int CURVE = 64;

    /** The unit circle. */
    static Outline circle() {
        return radial(CURVE, corner -> 1);
    }

    static Outline square() {
        return new Outline(new double[] {-1, 1, 1, -1}, new double[] {-1, -1, 1, 1});
    }

    /** Equilateral, one corner up. */
    static Outline triangle() {
        return radial(3, corner -> 1).centred();
    }

    /** Five points; the inner corners lie where the pentagram's lines cross, a little further out to be seen when small. */
    static Outline star() {
        return radial(10, corner -> corner % 2 == 0 ? 1 : 0.45).centred();
    }

    /** Plus sign with arms of two thirds of a half side. */
    static Outline cross() {
        double a = 0.34;
        return new Outline(
                new double[] {-a, a, a, 1, 1, a, a, -a, -a, -1, -1, -a},
                new double[] {-1, -1, -a, -a, a, a, 1, 1, a, a, -a, -a});
    }

    /** The sextic heart curve, x = 16 sin^3 t, y = 13 cos t - 5 cos 2t - 2 cos 3t - cos 4t. */
    static Outline heart() {
        double[] x = new double[CURVE];
        double[] y = new double[CURVE];
        for (int i = 0; i < CURVE; i++) {
            double t = 2 * Math.PI * i / CURVE;
            x[i] = 16 * StrictMath.pow(StrictMath.sin(t), 3);
            y[i] = -13 * StrictMath.cos(t)
                    + 5 * StrictMath.cos(2 * t)
                    + 2 * StrictMath.cos(3 * t)
                    + StrictMath.cos(4 * t);
        }
        return new Outline(x, y).centred();
    }

    /** Corners at equal angles, the first one up. */
    private static Outline radial(int corners, DoubleUnaryOperator radius) {
        double[] x = new double[corners];
        double[] y = new double[corners];
        for (int i = 0; i < corners; i++) {
            double angle = 2 * Math.PI * i / corners;
            x[i] = radius.applyAsDouble(i) * StrictMath.sin(angle);
            y[i] = -radius.applyAsDouble(i) * StrictMath.cos(angle);
        }
        return new Outline(x, y);
    }

    /** Moved and scaled so that the box is centred on the origin and the longer half side is 1. */
    private Outline centred() {
        Box box = box();
        double scale = 2 / Math.max(box.right() - box.left(), box.bottom() - box.top());
        double middleX = (box.left() + box.right()) / 2;
        double middleY = (box.top() + box.bottom()) / 2;
        return new Outline(
                Arrays.stream(x).map(value -> (value - middleX) * scale).toArray(),
                Arrays.stream(y).map(value -> (value - middleY) * scale).toArray());
    }

    /** Turned by an angle in radians, scaled, then moved. */
    Outline at(double centreX, double centreY, double scale, double angle) {
        double cos = scale * StrictMath.cos(angle);
        double sin = scale * StrictMath.sin(angle);
        double[] newX = new double[x.length];
        double[] newY = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            newX[i] = centreX + cos * x[i] - sin * y[i];
            newY[i] = centreY + sin * x[i] + cos * y[i];
        }
        return new Outline(newX, newY);
    }

    /** The smallest upright box around it. */
    Box box() {
        return new Box(
                Arrays.stream(x).min().orElseThrow(),
                Arrays.stream(y).min().orElseThrow(),
                Arrays.stream(x).max().orElseThrow(),
                Arrays.stream(y).max().orElseThrow());
    }

    boolean contains(double pointX, double pointY) {
        boolean inside = false;
        for (int i = 0, j = x.length - 1; i < x.length; j = i++) {
            if (y[i] > pointY != y[j] > pointY && pointX < x[i] + (pointY - y[i]) / (y[j] - y[i]) * (x[j] - x[i])) {
                inside = !inside;
            }
        }
        return inside;
    }
}

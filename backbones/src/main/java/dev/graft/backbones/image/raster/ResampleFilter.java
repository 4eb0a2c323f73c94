package dev.graft.backbones.image.raster;

import java.util.Arrays;
import java.util.Optional;

/** The resampling filters of Pillow, by their codes in {@code PIL.Image.Resampling}. */
public enum ResampleFilter {
    NEAREST(0, 0),
    LANCZOS(1, 3),
    BILINEAR(2, 1),
    BICUBIC(3, 2),
    BOX(4, 0.5),
    HAMMING(5, 1);

    private final int code;
    private final double support;

    ResampleFilter(int code, double support) {
        this.code = code;
        this.support = support;
    }

    public static Optional<ResampleFilter> ofCode(long code) {
        return Arrays.stream(values()).filter(filter -> filter.code == code).findFirst();
    }

    /** The distance, in source pixels, beyond which the filter is zero when the picture is not made smaller. */
    public double support() {
        return support;
    }

    /** The weight of a source pixel at the given distance. */
    public double weight(double distance) {
        double x = Math.abs(distance);
        return switch (this) {
            case NEAREST -> throw new IllegalStateException("nearest takes one pixel and has no weights");
            case BOX -> distance > -0.5 && distance <= 0.5 ? 1 : 0;
            case BILINEAR -> x < 1 ? 1 - x : 0;
            case HAMMING -> x < 1 ? sinc(x) * (0.54 + 0.46 * StrictMath.cos(x * Math.PI)) : 0;
            case BICUBIC -> bicubic(x);
            case LANCZOS -> distance >= -3 && distance < 3 ? sinc(x) * sinc(x / 3) : 0;
        };
    }

    /** Keys' cubic convolution with a = -0.5 (IEEE Trans. ASSP 29(6), 1981), for x of at least 0. */
    private static double bicubic(double x) {
        double a = -0.5;
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : StrictMath.sin(x * Math.PI) / (x * Math.PI);
    }
}

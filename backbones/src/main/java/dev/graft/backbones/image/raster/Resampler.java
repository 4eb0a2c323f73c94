package dev.graft.backbones.image.raster;

import java.util.Arrays;

/**
 * Resizes pictures to exactly what Pillow's {@code Image.resize} gives.
 *
 * <p>Pillow makes each target pixel a weighted mean of the source pixels under the filter; when the picture shrinks, the
 * filter is stretched by the same factor, which is its antialiasing. The two axes are done one after the other, the
 * horizontal one first, and the levels are rounded to 8 bits in between. Weights are fixed-point numbers, so that the
 * result does not depend on the machine. "Nearest" takes the source pixel under the target pixel's centre.
 *
 * <p>Only the wanted window of the target is computed: a centre crop after resizing costs nothing, however long the
 * other side of the picture is.
 */
public final class Resampler {
    private static final int HALF = 1 << (ResampleWeights.PRECISION_BITS - 1);

    private Resampler() {}

    public static Pixels resize(Pixels image, int width, int height, ResampleFilter filter) {
        return resize(image, width, height, filter, CropWindow.full(width, height));
    }

    /** Of the picture resized to {@code width x height}, the given window; black where that reaches beyond it. */
    public static Pixels resize(Pixels image, int width, int height, ResampleFilter filter, CropWindow window) {
        CropWindow inside = window.within(width, height);
        if (inside.isEmpty()) {
            return Pixels.black(window.width(), window.height());
        }
        if (image.width() == width && image.height() == height) {
            return image.window(window);
        }
        Pixels resized = filter == ResampleFilter.NEAREST
                ? nearest(image, width, height, inside)
                : convolve(image, width, height, filter, inside);
        return resized.window(new CropWindow(
                window.left() - inside.left(), window.top() - inside.top(), window.width(), window.height()));
    }

    private static Pixels convolve(Pixels image, int width, int height, ResampleFilter filter, CropWindow window) {
        ResampleWeights columns = ResampleWeights.of(filter, image.width(), width, window.left(), window.width());
        ResampleWeights rows = ResampleWeights.of(filter, image.height(), height, window.top(), window.height());
        Pixels needed = image.window(new CropWindow(0, rows.start(), image.width(), rows.end() - rows.start()));
        // Image.resize does the axes the other way round for extremely tall pictures that shrink.
        boolean verticalFirst = image.height() > 100L * image.width() && height < image.height();
        return verticalFirst
                ? horizontal(vertical(needed, rows), columns)
                : vertical(horizontal(needed, columns), rows);
    }

    private static Pixels horizontal(Pixels image, ResampleWeights weights) {
        if (weights.isIdentity()) {
            return image.window(new CropWindow(weights.start(), 0, weights.length(), image.height()));
        }
        Pixels result = Pixels.black(weights.length(), image.height());
        for (int y = 0; y < image.height(); y++) {
            horizontal(image, result, y, weights);
        }
        return result;
    }

    private static void horizontal(Pixels image, Pixels result, int y, ResampleWeights weights) {
        byte[] source = image.rgb();
        byte[] target = result.rgb();
        int[] fixed = weights.weights();
        int to = y * result.width() * 3;
        for (int x = 0; x < result.width(); x++) {
            int from = (y * image.width() + weights.first()[x]) * 3;
            int end = x * weights.stride() + weights.count()[x];
            int red = HALF;
            int green = HALF;
            int blue = HALF;
            for (int i = x * weights.stride(); i < end; i++, from += 3) {
                red += (source[from] & 0xff) * fixed[i];
                green += (source[from + 1] & 0xff) * fixed[i];
                blue += (source[from + 2] & 0xff) * fixed[i];
            }
            target[to++] = level(red);
            target[to++] = level(green);
            target[to++] = level(blue);
        }
    }

    /** {@code image} holds only the source rows that the weights need. */
    private static Pixels vertical(Pixels image, ResampleWeights weights) {
        if (weights.isIdentity()) {
            return image;
        }
        int stride = image.width() * 3;
        Pixels result = Pixels.black(image.width(), weights.length());
        int[] sums = new int[stride];
        for (int y = 0; y < weights.length(); y++) {
            Arrays.fill(sums, HALF);
            int row = weights.first()[y] - weights.start();
            for (int i = 0; i < weights.count()[y]; i++) {
                accumulate(sums, image.rgb(), (row + i) * stride, weights.weights()[y * weights.stride() + i]);
            }
            for (int x = 0; x < stride; x++) {
                result.rgb()[y * stride + x] = level(sums[x]);
            }
        }
        return result;
    }

    private static void accumulate(int[] sums, byte[] source, int from, int weight) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += (source[from + x] & 0xff) * weight;
        }
    }

    private static byte level(int sum) {
        return (byte) Math.min(Math.max(sum >> ResampleWeights.PRECISION_BITS, 0), 255);
    }

    private static Pixels nearest(Pixels image, int width, int height, CropWindow window) {
        int[] columns = nearestPositions(image.width(), width, window.left(), window.width());
        int[] rows = nearestPositions(image.height(), height, window.top(), window.height());
        Pixels result = Pixels.black(window.width(), window.height());
        int to = 0;
        for (int row : rows) {
            for (int column : columns) {
                System.arraycopy(image.rgb(), (row * image.width() + column) * 3, result.rgb(), to, 3);
                to += 3;
            }
        }
        return result;
    }

    /** Adds the step up as Pillow does, because a product would round differently where a centre meets a pixel's edge. */
    private static int[] nearestPositions(int source, int target, int from, int length) {
        int[] positions = new int[length];
        double step = (double) source / target;
        double position = step * 0.5;
        for (int i = 0; i < from + length; i++) {
            if (i >= from) {
                positions[i - from] = Math.min((int) position, source - 1);
            }
            position += step;
        }
        return positions;
    }
}

package dev.graft.world.scene;

import dev.graft.models.data.sampling.SplitMix64;
import java.util.Arrays;

/** Paints scenes. The same scene has the same pixels on every machine. */
public final class SceneRenderer {
    private static final int CHANNELS = 3;
    /** Lines of an outline are followed at so many heights within a pixel; across a line coverage is exact. */
    private static final int LINES = 5;
    /** Of the sum of three uniform numbers of 7 bits: the root of 3 (128^2 - 1) / 12. */
    private static final double BELL_DEVIATION = 63.998;

    private final int side;
    private final float[] pixels;
    private final float[] coverage;
    private final double[] crossings = new double[64];

    private SceneRenderer(int side) {
        this.side = side;
        this.pixels = new float[side * side * CHANNELS];
        this.coverage = new float[side + 1];
    }

    /** The image as {@code [side, side, 3]}: rows from the top, red, green and blue bytes. */
    public static byte[] render(Scene scene) {
        SceneRenderer renderer = new SceneRenderer(scene.side());
        SplitMix64 random = SplitMix64.of(scene.grain(), 0);
        renderer.paint(scene.background(), random);
        for (SceneObject object : scene.objects()) {
            renderer.paint(object.outline(), object.rgb());
        }
        return renderer.develop(scene.noise(), random);
    }

    private void paint(Background background, SplitMix64 random) {
        double cos = StrictMath.cos(background.angle());
        double sin = StrictMath.sin(background.angle());
        for (int i = 0; i < side * side; i++) {
            double x = (i % side + 0.5) / side;
            int row = i / side;
            double y = (row + 0.5) / side;
            float mix = (float) background.mix(x, y, cos, sin, random);
            for (int channel = 0; channel < CHANNELS; channel++) {
                float first = level(background.first(), channel);
                pixels[i * CHANNELS + channel] = first + mix * (level(background.second(), channel) - first);
            }
        }
    }

    private void paint(Outline outline, int rgb) {
        Box box = outline.box();
        int from = Math.max(0, (int) Math.floor(box.top()));
        int to = Math.min(side, (int) Math.ceil(box.bottom()));
        int left = Math.max(0, (int) Math.floor(box.left()));
        int right = Math.min(side, (int) Math.ceil(box.right()));
        for (int row = from; row < to; row++) {
            Arrays.fill(coverage, left, right, 0);
            for (int line = 0; line < LINES; line++) {
                cover(outline, row + (line + 0.5) / LINES);
            }
            for (int column = left; column < right; column++) {
                blend((row * side + column) * CHANNELS, rgb, Math.min(1, coverage[column] / LINES));
            }
        }
    }

    /** Adds to each pixel of a row the part of the line at {@code y} that is inside. */
    private void cover(Outline outline, double y) {
        int count = 0;
        double[] cornerX = outline.x();
        double[] cornerY = outline.y();
        for (int i = 0, j = cornerX.length - 1; i < cornerX.length; j = i++) {
            if (cornerY[i] > y != cornerY[j] > y) {
                double x = cornerX[i] + (y - cornerY[i]) / (cornerY[j] - cornerY[i]) * (cornerX[j] - cornerX[i]);
                int at = count++;
                for (; at > 0 && crossings[at - 1] > x; at--) {
                    crossings[at] = crossings[at - 1];
                }
                crossings[at] = x;
            }
        }
        for (int i = 0; i + 1 < count; i += 2) {
            cover(Math.max(0, crossings[i]), Math.min(side, crossings[i + 1]));
        }
    }

    private void cover(double from, double to) {
        for (int column = (int) from; column < to; column++) {
            coverage[column] += (float) (Math.min(to, column + 1) - Math.max(from, column));
        }
    }

    private void blend(int pixel, int rgb, float opacity) {
        for (int channel = 0; channel < CHANNELS; channel++) {
            float under = pixels[pixel + channel];
            pixels[pixel + channel] = under + opacity * (level(rgb, channel) - under);
        }
    }

    private byte[] develop(double noise, SplitMix64 random) {
        byte[] bytes = new byte[pixels.length];
        float scale = (float) (noise / BELL_DEVIATION);
        for (int i = 0; i < bytes.length; i += CHANNELS) {
            long bits = random.next();
            for (int channel = 0; channel < CHANNELS; channel++) {
                float level = pixels[i + channel] + scale * bell((int) (bits >>> 21 * channel));
                bytes[i + channel] = (byte) Math.max(0, Math.min(255, (int) (level + 0.5f)));
            }
        }
        return bytes;
    }

    /** Near normal: the sum of three uniform numbers of 7 bits (Irwin-Hall), less its mean. */
    private static float bell(int bits) {
        return (bits & 127) + (bits >> 7 & 127) + (bits >> 14 & 127) - 190.5f;
    }

    private static int level(int rgb, int channel) {
        return rgb >> (16 - 8 * channel) & 0xFF;
    }
}

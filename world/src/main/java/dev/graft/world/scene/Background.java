package dev.graft.world.scene;

import dev.graft.models.data.sampling.SplitMix64;

/**
 * What lies behind the objects: two greys, a little tinted, in a pattern.
 *
 * @param first one colour, red the highest byte
 * @param second the other; a plain background has only the first
 * @param period length of stripes and checks, as a fraction of the image's side
 * @param angle direction of stripes, checks and shade, in radians
 */
public record Background(Texture texture, int first, int second, double period, double angle) {
    /** Dark, middle and light, each clear of the objects' colours by its want of colour. */
    private static final double[][] GREYS = {{35, 65}, {105, 135}, {185, 210}};

    private static final int TINT = 8;

    public static Background draw(SplitMix64 random) {
        Texture texture = Texture.values()[random.below(Texture.values().length)];
        double[] range = GREYS[random.below(GREYS.length)];
        double grey = random.between(range[0], range[1]);
        double contrast = random.between(10, 20);
        int[] tint = {tint(random), tint(random), tint(random)};
        return new Background(
                texture,
                rgb(grey - contrast, tint),
                rgb(grey + contrast, tint),
                random.between(0.1, 0.25),
                random.between(0, Math.PI));
    }

    private static int tint(SplitMix64 random) {
        return random.below(2 * TINT + 1) - TINT;
    }

    private static int rgb(double grey, int[] tint) {
        int rgb = 0;
        for (int channel : tint) {
            rgb = rgb << 8 | (int) Math.max(0, Math.min(255, grey + channel));
        }
        return rgb;
    }

    /**
     * How much of the second colour a point has.
     *
     * @param x as a fraction of the image's side
     */
    public double mix(double x, double y, double cos, double sin, SplitMix64 random) {
        double along = cos * x + sin * y;
        return switch (texture) {
            case PLAIN -> 0;
            case STRIPED -> Math.floor(along / period) % 2 == 0 ? 0 : 1;
            case CHECKED -> (Math.floor(along / period) + Math.floor((cos * y - sin * x) / period)) % 2 == 0 ? 0 : 1;
            case SHADED -> Math.max(0, Math.min(1, 0.5 + (cos * (x - 0.5) + sin * (y - 0.5))));
            case SPECKLED -> random.below(2);
        };
    }
}

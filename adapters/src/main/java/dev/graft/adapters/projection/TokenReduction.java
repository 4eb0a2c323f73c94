package dev.graft.adapters.projection;

import dev.graft.graph.Value;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Sizes;
import java.util.Locale;

/**
 * A way to make fewer feature vectors out of many before they are projected.
 *
 * @param factor what it means depends on the kind; 1 for kinds without one
 */
public record TokenReduction(Kind kind, int factor) {
    /** The ways to reduce. */
    public enum Kind {
        /** Every vector is kept. */
        NONE,
        /** All vectors are averaged into one, a pooled vector. */
        MEAN,
        /** {@code factor} neighbours in reading order become one wide vector (MiniGPT-4 takes 4). */
        CONCAT,
        /** Squares of {@code factor} by {@code factor} patches become one wide vector (Idefics3's pixel shuffle). */
        SHUFFLE,
        /** The square grid is averaged down to {@code factor} by {@code factor} vectors. */
        POOL
    }

    public static final TokenReduction NONE = new TokenReduction(Kind.NONE, 1);

    public TokenReduction {
        if (factor < 1) {
            throw new InvalidInputException("the factor of a token reduction must be positive, found " + factor);
        }
    }

    /** Parses {@code none}, {@code mean}, {@code concat:K}, {@code shuffle:S} or {@code pool:G}. */
    public static TokenReduction parse(String text) {
        String[] parts = text.split(":", 2);
        for (Kind kind : Kind.values()) {
            boolean needsFactor = kind != Kind.NONE && kind != Kind.MEAN;
            if (kind.name().toLowerCase(Locale.ROOT).equals(parts[0]) && needsFactor == (parts.length == 2)) {
                if (needsFactor && !parts[1].matches("[1-9]\\d{0,4}")) {
                    break;
                }
                return new TokenReduction(kind, needsFactor ? Integer.parseInt(parts[1]) : 1);
            }
        }
        throw new InvalidInputException("unknown token reduction '" + text
                + "'; expected none, mean, concat:K, shuffle:S or pool:G with a positive number");
    }

    /** How many vectors come out of {@code tokens}. */
    public int tokens(int tokens) {
        return switch (kind) {
            case NONE -> tokens;
            case MEAN -> 1;
            case CONCAT -> divide(tokens, factor, "feature vectors");
            case SHUFFLE -> square(divide(side(tokens), factor, "rows of the patch grid"));
            case POOL -> {
                divide(side(tokens), factor, "rows of the patch grid");
                yield square(factor);
            }
        };
    }

    /** How wide they are, made of vectors of the given width. */
    public int width(int width) {
        return switch (kind) {
            case NONE, MEAN, POOL -> width;
            case CONCAT -> Sizes.product(width, factor);
            case SHUFFLE -> Sizes.product(width, square(factor));
        };
    }

    /**
     * Appends the reduction.
     *
     * @param features {@code [batch, tokens, width]}
     */
    public Value apply(Value features, int tokens, int width) {
        int out = tokens(tokens);
        return switch (kind) {
            case NONE -> features;
            case MEAN -> features.mean(true, 1);
            case CONCAT -> features.reshape(0, out, (long) width * factor);
            case SHUFFLE -> {
                long rows = side(tokens) / factor;
                yield features.reshape(0, rows, factor, rows, factor, width)
                        .transpose(0, 1, 3, 2, 4, 5)
                        .reshape(0, out, (long) width * factor * factor);
            }
            case POOL -> {
                long cells = side(tokens) / factor;
                yield features.reshape(0, factor, cells, factor, cells, width)
                        .mean(false, 2, 4)
                        .reshape(0, out, width);
            }
        };
    }

    private static int square(int value) {
        return Sizes.product(value, value);
    }

    private int divide(int total, int by, String what) {
        if (total % by != 0) {
            throw new InvalidInputException("token reduction '" + this + "': " + total + " " + what
                    + " cannot be divided by " + by + "; choose a divisor");
        }
        return total / by;
    }

    private int side(int tokens) {
        int side = (int) Math.round(Math.sqrt(tokens));
        if (side * side != tokens) {
            throw new InvalidInputException("token reduction '" + this + "': " + tokens
                    + " feature vectors form no square grid; drop the class token, or choose concat or mean");
        }
        return side;
    }

    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return kind == Kind.NONE || kind == Kind.MEAN ? name : name + ":" + factor;
    }
}

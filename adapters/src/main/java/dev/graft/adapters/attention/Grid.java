package dev.graft.adapters.attention;

import dev.graft.tensors.InvalidInputException;

/** Rows and columns of vectors that lie in a plane, in reading order. */
public record Grid(int rows, int columns) {
    public Grid {
        if (rows < 1 || columns < 1 || (long) rows * columns > Integer.MAX_VALUE) {
            throw new InvalidInputException("a grid needs rows and columns, found " + rows + "x" + columns);
        }
    }

    /** Parses {@code 16x12}, rows first, or {@code 16} for a square. */
    public static Grid parse(String text) {
        if (!text.matches("[1-9]\\d{0,4}(x[1-9]\\d{0,4})?")) {
            throw new InvalidInputException(
                    "unknown grid '" + text + "'; expected rows and columns such as 16x12, or 16 for a square");
        }
        String[] sides = text.split("x", 2);
        return new Grid(Integer.parseInt(sides[0]), Integer.parseInt(sides[sides.length - 1]));
    }

    /** The grid of the feature vectors of an image: the one that a user names, or, for an empty text, a square. */
    public static Grid ofFeatures(String setting, String text, int featureTokens) {
        if (text.isEmpty()) {
            int side = (int) Math.round(Math.sqrt(featureTokens));
            if (side * side != featureTokens) {
                throw new InvalidInputException(featureTokens + " feature vectors form no square grid; drop the "
                        + "class token, or give " + setting + " as rows and columns such as 16x12");
            }
            return new Grid(side, side);
        }
        Grid grid = parse(text);
        if (grid.size() != featureTokens) {
            throw new InvalidInputException(setting + " " + text + " has " + grid.size() + " places, but an image has "
                    + featureTokens + " feature vectors");
        }
        return grid;
    }

    public int size() {
        return rows * columns;
    }
}

package dev.graft.adapters.block;

import dev.graft.tensors.InvalidInputException;

/** Checks of numbers that a user gives. */
public final class Range {
    private Range() {}

    public static void positive(String setting, int value) {
        if (value <= 0) {
            throw new InvalidInputException("the adapter setting '" + setting + "' must be positive, found " + value);
        }
    }

    public static void notNegative(String setting, int value) {
        if (value < 0) {
            throw new InvalidInputException("the adapter setting '" + setting + "' must be 0 or more, found " + value);
        }
    }

    public static void rate(String setting, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new InvalidInputException(
                    "the adapter setting '" + setting + "' must be at least 0 and below 1, found " + value);
        }
    }

    public static void epsilon(double value) {
        if (!(value > 0 && value < 1)) {
            throw new InvalidInputException("the epsilon of a normalisation must be between 0 and 1, found " + value);
        }
    }
}

package dev.graft.models.jinja;

import dev.graft.tensors.InvalidInputException;
import java.util.function.Supplier;

/** Errors with the line of the template in front: that of the innermost tag. */
final class Lines {
    private static final String LINE = "line ";

    private Lines() {}

    static <T> T at(int line, Supplier<T> action) {
        try {
            return action.get();
        } catch (InvalidInputException e) {
            throw e.getMessage().startsWith(LINE)
                    ? e
                    : new InvalidInputException(LINE + line + ": " + e.getMessage(), e);
        }
    }
}

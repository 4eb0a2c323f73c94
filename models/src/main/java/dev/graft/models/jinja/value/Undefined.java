package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;

/**
 * The value of a name that is none: an empty text, false, and an error where more is asked of it.
 *
 * @param name for messages
 */
public record Undefined(String name) {
    InvalidInputException used() {
        return new InvalidInputException("'" + name + "' is undefined");
    }
}

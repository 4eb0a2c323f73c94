package dev.graft.tensors;

/**
 * What a user gave cannot be: a setting, an option, a record of data, a combination of them. The message says what was
 * expected, what was found and what to do.
 *
 * <p>It tells a mistake of the user from one of the program, which is any other {@link IllegalArgumentException}; the
 * command line ends with exit code 2 on it.
 */
public final class InvalidInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }

    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }

    /** At a place, see {@link Place#at}. */
    public InvalidInputException(Object place, String problem) {
        super(Place.at(place, problem));
    }

    /** At a place, see {@link Place#at}. */
    public InvalidInputException(Object place, String problem, Throwable cause) {
        super(Place.at(place, problem), cause);
    }
}

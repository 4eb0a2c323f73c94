package dev.graft.tensors;

/**
 * A model or data file is not what it should be. The message says which file and where in it, what was expected, what
 * was found and what to do; the command line ends with exit code 3 on it.
 */
public class ModelFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelFileException(String message) {
        super(message);
    }

    public ModelFileException(String message, Throwable cause) {
        super(message, cause);
    }

    /** About a file or folder, see {@link Place#at}. */
    public ModelFileException(Object place, String problem) {
        super(Place.at(place, problem));
    }

    /** About a file or folder, see {@link Place#at}. */
    public ModelFileException(Object place, String problem, Throwable cause) {
        super(Place.at(place, problem), cause);
    }
}

package dev.graft.cli;

import dev.graft.graph.autodiff.UndifferentiableException;
import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.models.data.fault.FaultyDataException;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Printable;
import dev.graft.training.step.NonFiniteLossException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ServiceConfigurationError;
import java.util.regex.Pattern;

/**
 * What a failure means to the user of a command: its exit code, and one line, or of faulty data one for each fault.
 *
 * <p>A failure that names its cause to the user is told as it is. Any other is an error of the program, whatever its
 * type, and the line says so.
 */
record Explanation(int exitCode, String line) {
    private static final Pattern NO_ROOM = Pattern.compile("No space left on device|File too large|quota exceeded");
    private static final String ROOM =
            "; make room there, or name another place by --output or GRAFT_CACHE, and repeat the command, a training with"
                    + " --resume: what was saved before is whole";

    /** What Java says where a file is mapped into memory and its bytes are gone. */
    private static final String SHORTENED = "unsafe memory access";

    Explanation {
        // Files are quoted here, which may be anybody's.
        line = Printable.lines(line);
    }

    static Explanation of(Throwable failure) {
        if (failure instanceof ExceptionInInitializerError && failure.getCause() != null) {
            return of(failure.getCause()); // what there is of a kind is looked up when it is first asked for
        }
        if (failure instanceof InvalidInputException) {
            return new Explanation(Main.USAGE, message(failure));
        }
        if (failure instanceof FaultyDataException) {
            return new Explanation(Main.BAD_FILE, failure.getMessage());
        }
        if (failure instanceof ModelFileException || failure instanceof RuntimeFailure runtime && runtime.isOfFile()) {
            return new Explanation(Main.BAD_FILE, message(failure));
        }
        if (failure instanceof InternalError fault
                && String.valueOf(fault.getMessage()).contains(SHORTENED)) {
            return new Explanation(
                    Main.BAD_FILE,
                    "a file of weights or data became shorter, or its disk went away, while it was read; leave the files"
                            + " as they are while Graft uses them, and repeat the command");
        }
        if (failure instanceof InterruptedException) {
            return new Explanation(Main.INTERRUPTED, message(failure));
        }
        if (isExpected(failure)) {
            String line = message(failure);
            return new Explanation(Main.FAILED, NO_ROOM.matcher(line).find() ? line + ROOM : line);
        }
        return new Explanation(
                Main.FAILED,
                "an error inside Graft, not in what was given: " + oneLine(failure.toString())
                        + "; --verbose shows where it arose, please report it with that");
    }

    private static boolean isExpected(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof NonFiniteLossException
                || failure instanceof UndifferentiableException
                || failure instanceof RuntimeFailure
                || failure instanceof OutOfMemoryError
                || failure instanceof StackOverflowError
                || failure instanceof ServiceConfigurationError // a library that adds to Graft, and is broken
                || failure instanceof UnsatisfiedLinkError; // a native library that this machine lacks
    }

    private static String message(Throwable failure) {
        if (failure instanceof FileSystemException problem) {
            return message(problem);
        }
        boolean bare = failure instanceof UncheckedIOException
                && failure.getCause().toString().equals(failure.getMessage());
        if (bare && failure.getCause() instanceof FileSystemException problem) {
            return message(problem);
        }
        if (failure instanceof StackOverflowError) {
            return "something given is nested too deeply, such as a graph or a JSON file; give a flatter one, or more room with"
                    + " GRAFT_JAVA_OPTS=-Xss16m (--verbose shows where it was read)";
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory (" + failure.getMessage()
                    + "); give more with GRAFT_JAVA_OPTS=-Xmx8g, or smaller batches";
        }
        return oneLine(
                failure.getMessage() == null || failure instanceof Error ? failure.toString() : failure.getMessage());
    }

    private static String oneLine(String text) {
        // Jackson tells the place in a line of its own, and instead of the file what it keeps back of it.
        return text.replaceAll("\\[Source: [^;]*; line: (-?\\d+), column: (-?\\d+)]", "line $1, column $2")
                .replaceAll("\\s*\\R\\s*", " ");
    }

    /** Java's own messages hold little but the name of the file. */
    private static String message(FileSystemException problem) {
        String file = problem.getFile();
        if (problem instanceof NoSuchFileException) {
            return "no such file: " + file;
        }
        if (problem instanceof AccessDeniedException) {
            return "no permission to read or write " + file;
        }
        return file + ": " + (problem.getReason() == null ? problem.toString() : problem.getReason());
    }
}

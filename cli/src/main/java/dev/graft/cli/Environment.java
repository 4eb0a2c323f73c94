package dev.graft.cli;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import dev.graft.tensors.cache.CacheLimit;
import dev.graft.tensors.files.CacheFolder;
import dev.graft.tensors.files.OwnFiles;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The environment variables that Graft reads. */
final class Environment {
    private static final String VERBOSE = "GRAFT_VERBOSE";

    /** All of them; some are read by the start script. */
    static final List<String> NAMES = List.of(
            CacheFolder.VARIABLE,
            CacheLimit.VARIABLE,
            "GRAFT_CLASSPATH",
            "GRAFT_CUDA",
            "GRAFT_JAVA_OPTS",
            OwnFiles.VARIABLE,
            VERBOSE);

    /** Stands for what could not be read. */
    private static final char UNREAD = '\uFFFD';

    private static final String PREFIX = "GRAFT_";

    private Environment() {}

    /**
     * Refuses a variable that is nearly one of these, which was meant to have an effect, and a limit that is none. Others
     * that begin alike may be the user's own.
     */
    static void check(Map<String, String> environment) {
        new TreeMap<>(environment)
                .keySet().stream()
                        .filter(name -> name.startsWith(PREFIX) && !NAMES.contains(name))
                        .forEach(name -> Suggestions.nearest(name, NAMES).ifPresent(meant -> {
                            throw new InvalidInputException(
                                    "the environment variable " + name + " has no effect; did you mean " + meant
                                            + "? Rename it, or take it out of the environment");
                        }));
        CacheLimit.of(environment);
    }

    /**
     * Refuses arguments with letters that Java could not read, in whose place it has put U+FFFD: no file is called so, and a
     * question would not be what was asked.
     */
    static void requireRead(String... arguments) {
        for (String argument : arguments) {
            if (argument.indexOf(UNREAD) >= 0) {
                throw new InvalidInputException(
                        "the argument '" + argument + "' has letters that are not of the encoding "
                                + System.getProperty("sun.jnu.encoding")
                                + ", in which arguments are read here; write them in it, or"
                                + " choose a locale of UTF-8, such as by LC_ALL=C.UTF-8");
            }
        }
    }

    /** Whether failures are to be told in full. */
    static boolean isVerbose(Map<String, String> environment) {
        return switch (environment.getOrDefault(VERBOSE, "")) {
            case "", "0", "false" -> false;
            default -> true;
        };
    }
}

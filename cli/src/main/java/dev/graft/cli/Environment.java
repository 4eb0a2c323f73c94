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

    /** Whether failures are to be told in full. */
    static boolean isVerbose(Map<String, String> environment) {
        return switch (environment.getOrDefault(VERBOSE, "")) {
            case "", "0", "false" -> false;
            default -> true;
        };
    }
}

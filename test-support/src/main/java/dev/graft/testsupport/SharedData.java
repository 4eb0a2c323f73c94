package dev.graft.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds the reference data that lies beside a checkout; tests that need it are skipped where it is absent. */
public final class SharedData {
    private SharedData() {}

    /** The given file or folder of the reference data; skips the running test where it does not exist. */
    public static Path path(String relative) {
        Path path = root().resolve(relative);
        Assumptions.assumeTrue(Files.exists(path), () -> "skipped: reference data " + relative + " is not at " + path);
        return path;
    }

    private static Path root() {
        String property = System.getProperty("graft.shared");
        if (property != null) {
            return Path.of(property);
        }
        return Checkout.root().resolveSibling("shared");
    }
}

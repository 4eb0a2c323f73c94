package dev.graft.tensors.files;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The folder of what Graft can make again, and where it is on each platform: computed features, generated data, the
 * unpacked embedded backbones.
 */
public final class CacheFolder {
    /** The environment variable that names another folder. */
    public static final String VARIABLE = "GRAFT_CACHE";

    private static final String NAME = "graft";

    private CacheFolder() {}

    /** The folder that a setting names, or, where it is empty, the user's. */
    public static Path of(String setting) {
        return setting.isEmpty()
                ? standard(System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")))
                : GivenPath.of(setting).toAbsolutePath().normalize();
    }

    /** The user's, whatever {@code $GRAFT_CACHE} says. */
    public static Path own() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.remove(VARIABLE);
        return standard(environment, System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }

    /**
     * {@code $GRAFT_CACHE}, or else the place that the platform has for such files: on Linux as the XDG Base Directory
     * Specification says, on macOS {@code ~/Library/Caches}, on Windows the local application data.
     */
    static Path standard(Map<String, String> environment, String system, Path home) {
        String own = environment.getOrDefault(VARIABLE, "");
        if (!own.isEmpty()) {
            return GivenPath.of(own).toAbsolutePath().normalize();
        }
        // The specification tells to ignore relative paths.
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (!xdg.isEmpty() && GivenPath.of(xdg).isAbsolute()) {
            return GivenPath.of(xdg).resolve(NAME);
        }
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) {
            return home.resolve("Library").resolve("Caches").resolve(NAME);
        }
        if (name.startsWith("windows")) {
            String local = environment.getOrDefault("LOCALAPPDATA", "");
            Path data = local.isEmpty() ? home.resolve("AppData").resolve("Local") : GivenPath.of(local);
            return data.resolve(NAME).resolve("Cache");
        }
        return home.resolve(".cache").resolve(NAME);
    }
}

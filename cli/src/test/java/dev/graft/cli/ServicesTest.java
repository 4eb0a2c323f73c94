package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a module provides is found on the module path by its {@code module-info} and on the class path by
 * {@code META-INF/services}; what stood in one of them alone would be missed on the other.
 */
class ServicesTest {
    private static final Pattern PROVIDES = Pattern.compile("provides\\s+([\\w.]+)\\s+with\\s+([^;]*);");

    @Test
    void bothPathsFindTheSameInTheSameOrder() throws IOException {
        int modules = 0;
        try (Stream<Path> folders = Files.list(Repository.root())) {
            for (Path module : folders.toList()) {
                Path info = module.resolve("src/main/java/module-info.java");
                if (Files.exists(info)) {
                    assertEquals(declared(info), listed(module), module.toString());
                    modules += declared(info).size();
                }
            }
        }
        assertFalse(modules == 0, "no module provides anything");
    }

    private static Map<String, List<String>> declared(Path info) throws IOException {
        Map<String, List<String>> services = new TreeMap<>();
        Matcher provides = PROVIDES.matcher(Files.readString(info));
        while (provides.find()) {
            services.put(provides.group(1), List.of(provides.group(2).strip().split("\\s*,\\s*")));
        }
        return services;
    }

    private static Map<String, List<String>> listed(Path module) throws IOException {
        Map<String, List<String>> services = new TreeMap<>();
        Path folder = module.resolve("src/main/resources/META-INF/services");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    services.put(
                            file.getFileName().toString(),
                            Files.readAllLines(file).stream()
                                    .map(String::strip)
                                    .filter(line -> !line.isEmpty())
                                    .toList());
                }
            }
        }
        return services;
    }
}

package dev.graft.backbones.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the machine has left of memory, as far as it tells: Linux does, of which free memory alone would say too little. */
final class FreeMemory {
    private static final Path FILE = Path.of("/proc/meminfo");
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s*(\\d+) kB");

    private FreeMemory() {}

    /** In bytes; empty where the system does not tell. */
    static OptionalLong bytes() {
        try (Stream<String> lines = Files.lines(FILE)) {
            return lines.map(AVAILABLE::matcher)
                    .filter(Matcher::matches)
                    .mapToLong(found -> Long.parseLong(found.group(1)) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty(); // another system, or one that keeps it to itself
        }
    }
}

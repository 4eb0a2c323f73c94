package dev.graft.models.export.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Python files of a checkpoint with classes of its own: those that {@code auto_map} names, and what they import from beside them. */
final class CustomCode {
    private static final Pattern CLASS = Pattern.compile("(\\w+)\\.\\w+");
    private static final Pattern IMPORT = Pattern.compile("(?m)^\\s*from\\s+\\.(\\w+)\\s+import\\b");

    private CustomCode() {}

    /**
     * Those that are there, by their names.
     *
     * @param files that may have an {@code auto_map}; only those of JSON are read
     * @param folders where the Python files may lie
     */
    static Map<String, Path> of(Stream<Path> files, List<Path> folders) {
        Queue<String> open = new ArrayDeque<>();
        files.filter(file -> file.getFileName().toString().endsWith("_config.json") || file.endsWith("config.json"))
                .forEach(file -> open.addAll(modules(JsonFile.read(file, JsonNode.class))));
        Map<String, Path> found = new LinkedHashMap<>();
        while (!open.isEmpty()) {
            String name = open.remove() + ".py";
            Optional<Path> file = folders.stream()
                    .map(folder -> folder.resolve(name))
                    .filter(Files::isRegularFile)
                    .findFirst();
            if (file.isPresent() && found.putIfAbsent(name, file.get()) == null) {
                Matcher imported = IMPORT.matcher(read(file.get()));
                while (imported.find()) {
                    open.add(imported.group(1));
                }
            }
        }
        return found;
    }

    /** An entry is a class, or several for the same thing, some of which may be null. */
    private static List<String> modules(JsonNode config) {
        List<String> modules = new ArrayList<>();
        for (JsonNode entry : config.path("auto_map")) {
            for (JsonNode name : entry.isArray() ? entry : List.of(entry)) {
                Matcher known = CLASS.matcher(name.asText());
                if (known.matches()) {
                    modules.add(known.group(1));
                }
            }
        }
        return modules;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read as a text in UTF-8: " + e.getMessage(), e);
        }
    }
}

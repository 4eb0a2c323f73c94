package dev.graft.models.data.shards;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files that are numbered parts of one another. */
public final class Shards {
    /**
     * Such as {@code train-00000-of-00013.parquet}, {@code cc3m-train-0000.tar}, {@code 00000.tar}. Only in archives is a number
     * alone surely that of a part.
     */
    private static final Pattern NAME =
            Pattern.compile("(.*?)[-_.]?(?:\\d+-of-\\d+(?:-[0-9a-f]{16})?\\.\\w+(?:\\.gz)?|\\d+\\.(?:parquet|tar))");

    private Shards() {}

    /** The files by the name of the part that they belong to; empty if any belongs to none. */
    public static Map<String, List<Path>> parts(List<Path> files) {
        Map<String, List<Path>> parts = new TreeMap<>();
        for (Path file : files) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (!name.matches()) {
                return Map.of();
            }
            parts.computeIfAbsent(name.group(1), part -> new ArrayList<>()).add(file);
        }
        return parts;
    }
}

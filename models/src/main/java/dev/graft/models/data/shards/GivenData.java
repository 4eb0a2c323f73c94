package dev.graft.models.data.shards;

import dev.graft.tensors.ModelFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path to data as a user gives it: of a file or folder, of shards as {@code data-{000..009}.tar}, and behind any of these
 * {@code #train} for a part.
 */
public record GivenData(List<Path> files, Optional<String> split) {
    private static final Pattern RANGE = Pattern.compile("(.*)\\{(\\d+)\\.\\.(\\d+)}(.*)", Pattern.DOTALL);
    private static final int MOST_SHARDS = 1_000_000;

    public static GivenData of(Path path) {
        String text = path.toString();
        int mark = text.lastIndexOf('#');
        if (Files.exists(path) || mark < 0) {
            return new GivenData(shards(path), Optional.empty());
        }
        Path before = path.getFileSystem().getPath(text.substring(0, mark));
        String split = text.substring(mark + 1);
        boolean part = !split.replace('+', ' ').isBlank()
                && (Files.exists(before) || RANGE.matcher(before.toString()).matches());
        return part ? new GivenData(shards(before), Optional.of(split)) : new GivenData(shards(path), Optional.empty());
    }

    private static List<Path> shards(Path path) {
        Matcher range = RANGE.matcher(path.toString());
        if (Files.exists(path) || !range.matches()) {
            return List.of(path);
        }
        int digits = range.group(2).length();
        long first = number(path, range.group(2));
        long last = number(path, range.group(3));
        if (last < first || last - first >= MOST_SHARDS) {
            throw new ModelFileException(path, "expected the numbers of the first and the last shard in {...}");
        }
        List<Path> shards = new ArrayList<>();
        for (long shard = first; shard <= last; shard++) {
            String number = String.format(Locale.ROOT, "%0" + digits + "d", shard);
            shards.add(path.getFileSystem().getPath(range.group(1) + number + range.group(4)));
        }
        return shards;
    }

    private static long number(Path path, String digits) {
        if (digits.length() > 18) {
            throw new ModelFileException(path, "expected the numbers of the first and the last shard in {...}");
        }
        return Long.parseLong(digits);
    }
}

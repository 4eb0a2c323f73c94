package dev.graft.tensors;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds, among the names that there are, the one that a mistyped name probably means. */
public final class Suggestions {
    private Suggestions() {}

    /**
     * The value that a user names; values are called by what their {@link Object#toString} says.
     *
     * @throws InvalidInputException if there is none of that name
     */
    public static <E extends Enum<E>> E find(String name, E[] values) {
        List<String> names = Stream.of(values).map(E::toString).toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw new InvalidInputException(
                    "expected one of " + names + ", found '" + name + "'" + didYouMean(name, names));
        }
        return values[index];
    }

    /** {@code ; did you mean 'x'?} for the nearest name, or a list of all names where none is near. */
    public static String didYouMean(String wrong, Collection<String> names) {
        return nearest(wrong, names)
                .map(name -> "; did you mean '" + name + "'?")
                .orElseGet(() -> "; there is " + names.stream().limit(20).toList());
    }

    /** The name with the fewest letters changed, if those are few compared with its length. */
    public static Optional<String> nearest(String wrong, Collection<String> names) {
        return names.stream()
                .filter(name -> distance(wrong, name) <= Math.max(2, wrong.length() / 3))
                .min(Comparator.comparingInt((String name) -> distance(wrong, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The number of letters to insert, delete or replace (Levenshtein 1966). */
    static int distance(String first, String second) {
        int[] row = new int[second.length() + 1];
        for (int j = 0; j <= second.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= first.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= second.length(); j++) {
                int replaced = diagonal + (first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[second.length()];
    }
}

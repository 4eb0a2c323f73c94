package dev.graft.models.data.fault;

import dev.graft.tensors.Printable;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells of the fields of others' records of which nothing is made. */
public final class UnusedFields {
    private static final int MOST = 20;

    private UnusedFields() {}

    /**
     * Such as {@code not used: 'source' in 5,000 records, 'license' in 12 records}; empty for none.
     *
     * @param counts how many records have each
     */
    public static String summary(Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return "";
        }
        String more = counts.size() > MOST ? ", and " + (counts.size() - MOST) + " more fields" : "";
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST)
                .map(UnusedFields::field)
                .collect(Collectors.joining(", ", "not used: ", more));
    }

    private static String field(Map.Entry<String, Long> field) {
        return String.format(
                Locale.ROOT,
                "'%s' in %,d %s",
                Printable.of(field.getKey()),
                field.getValue(),
                field.getValue() == 1 ? "record" : "records");
    }
}

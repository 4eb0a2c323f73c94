package dev.graft.models.data.records;

import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads one part of a file whose records say in {@code split} which they belong to. A file of several parts is not read as a whole
 * unless that is asked for: it would train on what it is tested on.
 */
final class SplitFilter implements RecordParser {
    private static final String FIELD = "split";

    private final RecordParser parser;
    private final Set<String> wanted;
    private final Set<String> found = new TreeSet<>();
    private String first = "";

    SplitFilter(RecordParser parser, Optional<String> split) {
        this.parser = parser;
        this.wanted =
                split.map(names -> Set.copyOf(List.of(names.split("\\+")))).orElse(Set.of());
    }

    @Override
    public List<Sample> parse(JsonRecord record) {
        String split = split(record);
        if (!wanted.isEmpty()) {
            if (split.isEmpty()) {
                throw record.error("no field 'split', but only " + String.join(" and ", wanted) + " is to be read");
            }
            found.add(split);
            return wanted.contains(split) ? parser.parse(record) : List.of();
        }
        if (first.isEmpty()) {
            first = split;
        } else if (!split.isEmpty() && !split.equals(first)) {
            throw new InvalidInputException(
                    record.place(),
                    "'split' is '" + split + "', and '" + first + "' before; say which to read behind the file, as in "
                            + record.origin().file().getFileName() + "#" + first + " (or " + first + "+" + split
                            + " for both)");
        }
        return parser.parse(record);
    }

    private static String split(JsonRecord record) {
        return record.isObject() && record.node().path(FIELD).isTextual() ? record.text(FIELD) : "";
    }

    /** The videos of other parts need not be there. */
    @Override
    public boolean readsVideo(JsonRecord record) {
        return (wanted.isEmpty() || wanted.contains(split(record))) && parser.readsVideo(record);
    }

    @Override
    public Set<String> parts() {
        return Collections.unmodifiableSet(found);
    }

    @Override
    public void close() {
        parser.close();
    }
}

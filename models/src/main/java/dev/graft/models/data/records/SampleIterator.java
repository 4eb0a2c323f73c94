package dev.graft.models.data.records;

import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The samples of a file in order; after a malformed record it goes on where the file allows that. */
public final class SampleIterator implements SampleReader {
    private final RecordReader records;
    private final RecordParser parser;
    private final boolean unanswered;
    private final Deque<Sample> ready = new ArrayDeque<>();
    private final Map<String, Long> unused = new TreeMap<>();
    private String place = "";

    /** @param unanswered whether questions may lack their answers */
    SampleIterator(RecordReader records, RecordParser parser, boolean unanswered) {
        this.records = records;
        this.parser = parser;
        this.unanswered = unanswered;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty()) {
            Optional<JsonRecord> record = unanswered ? records.next().map(JsonRecord::unanswered) : records.next();
            if (record.isEmpty()) {
                return false;
            }
            place = record.get().place();
            ready.addAll(parser.parse(record.get()));
            record.get().unread().forEach(field -> unused.merge(field, 1L, Long::sum));
        }
        return true;
    }

    @Override
    public Sample next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    /** All samples of a record are handed out before the next record is read. */
    @Override
    public Optional<String> place() {
        return Optional.of(place);
    }

    @Override
    public Map<String, Long> unused() {
        return Collections.unmodifiableMap(unused);
    }

    @Override
    public Set<String> parts() {
        return parser.parts();
    }

    @Override
    public void close() {
        parser.close();
        records.close();
    }
}

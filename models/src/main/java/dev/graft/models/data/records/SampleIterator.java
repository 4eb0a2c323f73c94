package dev.graft.models.data.records;

import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The samples of a file in order; after a malformed record it goes on where the file allows that. */
final class SampleIterator implements SampleReader {
    private final RecordReader records;
    private final RecordParser parser;
    private final Deque<Sample> ready = new ArrayDeque<>();
    private String place = "";

    SampleIterator(RecordReader records, RecordParser parser) {
        this.records = records;
        this.parser = parser;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty()) {
            Optional<JsonRecord> record = records.next();
            if (record.isEmpty()) {
                return false;
            }
            place = record.get().place();
            ready.addAll(parser.parse(record.get()));
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
    public void close() {
        parser.close();
        records.close();
    }
}

package dev.graft.models.data.records;

import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import java.nio.file.Path;
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
    private final DatasetOptions options;
    private final Path images;
    private final Deque<Sample> ready = new ArrayDeque<>();
    private final Map<String, Long> unused = new TreeMap<>();
    private String place = "";
    private boolean videos;

    /** @param images the folder where names of pictures begin */
    SampleIterator(RecordReader records, RecordParser parser, DatasetOptions options, Path images) {
        this.records = records;
        this.parser = parser;
        this.options = options;
        this.images = images;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty()) {
            Optional<JsonRecord> read = records.next();
            read.ifPresent(each -> place = each.place());
            boolean video = read.filter(VideoFrames::areNamed)
                    .filter(parser::readsVideo)
                    .isPresent();
            videos |= video;
            Optional<JsonRecord> record = read.map(each -> options.unanswered() ? each.unanswered() : each)
                    .map(each -> video ? VideoFrames.in(each, images, options.frames()) : each);
            if (record.isEmpty()) {
                return false;
            }
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
    public boolean videos() {
        return videos;
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

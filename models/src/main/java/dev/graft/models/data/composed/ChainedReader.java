package dev.graft.models.data.composed;

import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Reads what several readers give, one after the other. Each is opened when its turn comes; one that cannot be is passed over. */
public final class ChainedReader implements SampleReader {
    private final Iterator<Supplier<SampleReader>> left;
    private final Map<String, Long> unused = new TreeMap<>();
    private final Set<String> parts = new TreeSet<>();
    private SampleReader reader;
    private boolean videos;
    private String source = "";

    /** @param readers that each open one, and may fail */
    public ChainedReader(List<Supplier<SampleReader>> readers) {
        this.left = readers.iterator();
    }

    @Override
    public boolean hasNext() {
        while (reader == null || !reader.hasNext()) {
            close();
            if (!left.hasNext()) {
                return false;
            }
            reader = left.next().get();
            source = reader.source();
        }
        return true;
    }

    @Override
    public Sample next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return reader.next();
    }

    @Override
    public Optional<String> place() {
        return reader == null ? Optional.empty() : reader.place();
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public Map<String, Long> unused() {
        Map<String, Long> all = new TreeMap<>(unused);
        if (reader != null) {
            reader.unused().forEach((field, count) -> all.merge(field, count, Long::sum));
        }
        return all;
    }

    @Override
    public Set<String> parts() {
        Set<String> all = new TreeSet<>(parts);
        if (reader != null) {
            all.addAll(reader.parts());
        }
        return all;
    }

    @Override
    public boolean videos() {
        return videos || reader != null && reader.videos();
    }

    @Override
    public void close() {
        if (reader != null) {
            videos |= reader.videos();
            reader.unused().forEach((field, count) -> unused.merge(field, count, Long::sum));
            parts.addAll(reader.parts());
            reader.close();
            reader = null;
        }
    }
}

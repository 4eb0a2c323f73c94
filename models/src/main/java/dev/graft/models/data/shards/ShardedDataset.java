package dev.graft.models.data.shards;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A data set in several files of one format, read one after the other. */
public final class ShardedDataset implements Dataset {
    private final String name;
    private final List<Dataset> shards;

    public ShardedDataset(String name, List<Dataset> shards) {
        this.name = name;
        this.shards = List.copyOf(shards);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DatasetFormat format() {
        return shards.get(0).format();
    }

    @Override
    public List<Path> files() {
        return shards.stream().flatMap(shard -> shard.files().stream()).toList();
    }

    @Override
    public SampleReader read() {
        return new Chain(shards.iterator());
    }

    private static final class Chain implements SampleReader {
        private final Iterator<Dataset> left;
        private final Map<String, Long> unused = new TreeMap<>();
        private final Set<String> parts = new TreeSet<>();
        private SampleReader reader;

        private Chain(Iterator<Dataset> left) {
            this.left = left;
        }

        /** A shard that cannot be opened is passed over with its failure. */
        @Override
        public boolean hasNext() {
            while (reader == null || !reader.hasNext()) {
                close();
                if (!left.hasNext()) {
                    return false;
                }
                reader = left.next().read();
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
        public void close() {
            if (reader != null) {
                parts.addAll(reader.parts());
                reader.unused().forEach((field, count) -> unused.merge(field, count, Long::sum));
                reader.close();
                reader = null;
            }
        }
    }
}

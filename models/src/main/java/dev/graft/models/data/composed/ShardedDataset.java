package dev.graft.models.data.composed;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.SampleReader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

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
        return new ChainedReader(shards.stream()
                .<Supplier<SampleReader>>map(shard -> shard::read)
                .toList());
    }
}

package dev.graft.models.data.composed;

import dev.graft.models.data.DataSource;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import java.nio.file.Path;
import java.util.List;

/** A data set that is another one, read in another way. */
interface ForwardingDataset extends Dataset {
    /** The other one. */
    Dataset all();

    @Override
    default String name() {
        return all().name();
    }

    @Override
    default DatasetFormat format() {
        return all().format();
    }

    @Override
    default List<Path> files() {
        return all().files();
    }

    @Override
    default List<DataSource> sources() {
        return all().sources();
    }
}

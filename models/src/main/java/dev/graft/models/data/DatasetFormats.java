package dev.graft.models.data;

import dev.graft.tensors.Registry;
import java.util.ServiceLoader;

/** The data formats on the path of this program. */
final class DatasetFormats {
    static final Registry<DatasetFormat> ALL = Registry.of(
            "unknown data format",
            DatasetFormat.class,
            ServiceLoader.load(DatasetFormat.class, DatasetFormat.class.getClassLoader()),
            DatasetFormat::id);

    private DatasetFormats() {}
}

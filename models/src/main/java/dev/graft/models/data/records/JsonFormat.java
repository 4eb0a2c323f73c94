package dev.graft.models.data.records;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import java.nio.file.Path;
import java.util.List;

/** A format of files that hold an array of JSON records, or one record a line. */
public interface JsonFormat extends DatasetFormat {
    /** What makes samples of the records of one reading, whose images lie in a folder. */
    RecordParser parser(Path images);

    /** Where images lie that the options do not say the folder of. */
    default Path images(Path folder) {
        return folder;
    }

    @Override
    default Dataset open(Path file, DatasetOptions options) {
        Path folder = file.toAbsolutePath().getParent();
        Path images = options.images().orElseGet(() -> images(folder));
        return RecordDataset.of(this, options, List.of(file), () -> RecordReader.open(file), () -> parser(images));
    }
}

package dev.graft.cli.option;

import dev.graft.models.data.DatasetFormat;
import java.util.Iterator;

/** The names for {@code --format} of data. */
public final class DataFormatNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return DatasetFormat.ids().iterator();
    }
}

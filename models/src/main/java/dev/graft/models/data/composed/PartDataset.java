package dev.graft.models.data.composed;

import dev.graft.models.data.DataSource;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A part of a data set that is asked for by name, of which at least one record must be: a name that is mistyped gives no empty set, and
 * data whose records belong to no part are refused.
 *
 * @param names of parts, joined by {@code +}
 */
public record PartDataset(Dataset part, String names) implements Dataset {
    @Override
    public String name() {
        return part.name();
    }

    @Override
    public DatasetFormat format() {
        return part.format();
    }

    @Override
    public List<Path> files() {
        return part.files();
    }

    @Override
    public List<DataSource> sources() {
        return part.sources();
    }

    @Override
    public SampleReader read() {
        return new Checked(part.read());
    }

    private final class Checked extends ForwardingReader {
        private boolean checked;

        private Checked(SampleReader samples) {
            super(samples);
        }

        @Override
        public boolean hasNext() {
            boolean more = super.hasNext();
            if (!more && !checked) {
                checked = true;
                requireAll();
            }
            return more;
        }

        @Override
        public Sample next() {
            Sample sample = super.next();
            if (parts().isEmpty()) {
                throw new InvalidInputException(
                        name(),
                        "data of the format '" + format().id()
                                + "' do not say which part their records belong to; leave #" + names
                                + " out to read all of them");
            }
            return sample;
        }

        private void requireAll() {
            Set<String> missing = new TreeSet<>(List.of(names.split("\\+")));
            missing.removeAll(parts());
            // Records that say nothing have been refused one by one.
            if (!missing.isEmpty() && !parts().isEmpty()) {
                throw new FaultException(
                        FaultKind.MALFORMED,
                        name(),
                        "no record is of the part '" + String.join("' or '", missing) + "', there are "
                                + String.join(", ", parts()));
            }
        }
    }
}

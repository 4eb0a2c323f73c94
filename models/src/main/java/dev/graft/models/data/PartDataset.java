package dev.graft.models.data;

import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A part of a data set that is asked for by name, of which at least one record must be: a name that is mistyped gives no empty set. */
record PartDataset(Dataset part, String names) implements Dataset {
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

    private final class Checked implements SampleReader {
        private final SampleReader samples;
        private boolean checked;

        private Checked(SampleReader samples) {
            this.samples = samples;
        }

        @Override
        public boolean hasNext() {
            boolean more = samples.hasNext();
            if (!more && !checked) {
                checked = true;
                requireAll();
            }
            return more;
        }

        private void requireAll() {
            Set<String> missing = new TreeSet<>(List.of(names.split("\\+")));
            missing.removeAll(samples.parts());
            // Where no record says what it belongs to, the file itself is the part.
            if (!missing.isEmpty() && !samples.parts().isEmpty()) {
                throw new FaultException(
                        FaultKind.MALFORMED,
                        name(),
                        "no record is of the part '" + String.join("' or '", missing) + "', there are "
                                + String.join(", ", samples.parts()));
            }
        }

        @Override
        public Sample next() {
            return samples.next();
        }

        @Override
        public Optional<String> place() {
            return samples.place();
        }

        @Override
        public String source() {
            return samples.source();
        }

        @Override
        public Map<String, Long> unused() {
            return samples.unused();
        }

        @Override
        public Set<String> parts() {
            return samples.parts();
        }

        @Override
        public void close() {
            samples.close();
        }
    }
}

package dev.graft.models.data.mixture;

import dev.graft.models.data.DataSource;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.ImageSource;
import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Several data sets one after the other. An image has the same name in all of them: its place as the mixture sees it. */
final class Mixture implements Dataset {
    private final MixtureFormat format;
    private final Path file;
    private final Map<DataSource, Dataset> parts;

    Mixture(MixtureFormat format, Path file, Map<DataSource, Dataset> parts) {
        this.format = format;
        this.file = file;
        this.parts = parts;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public DatasetFormat format() {
        return format;
    }

    @Override
    public List<DataSource> sources() {
        return List.copyOf(parts.keySet());
    }

    @Override
    public List<Path> files() {
        return Stream.concat(Stream.of(file), parts.values().stream().flatMap(part -> part.files().stream()))
                .toList();
    }

    @Override
    public SampleReader read() {
        return new Chain(parts.entrySet().iterator());
    }

    /** Relative to the mixture's folder, so that it does not depend on where everything lies. */
    private String name(String source, ImageRef image) {
        if (image.source().normalized() instanceof ImageSource.InFile place) {
            Path folder = file.toAbsolutePath().normalize().getParent();
            boolean related = place.path().isAbsolute()
                    && folder.getRoot() != null
                    && folder.getRoot().equals(place.path().getRoot());
            if (related) {
                return folder.relativize(place.path()).toString().replace('\\', '/');
            }
        }
        return source + "/" + image.name();
    }

    private final class Chain implements SampleReader {
        private final Iterator<Map.Entry<DataSource, Dataset>> left;
        private final Map<String, Long> unused = new TreeMap<>();
        private SampleReader reader;
        private String source = "";

        private Chain(Iterator<Map.Entry<DataSource, Dataset>> left) {
            this.left = left;
        }

        @Override
        public boolean hasNext() {
            while (reader == null || !reader.hasNext()) {
                close();
                if (!left.hasNext()) {
                    return false;
                }
                Map.Entry<DataSource, Dataset> next = left.next();
                source = next.getKey().name();
                reader = next.getValue().read();
            }
            return true;
        }

        @Override
        public Sample next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return reader.next()
                    .withImages(image ->
                            new ImageRef(name(source, image), image.source().normalized()));
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
        public void close() {
            if (reader != null) {
                reader.unused().forEach((field, count) -> unused.merge(field, count, Long::sum));
                reader.close();
                reader = null;
            }
        }
    }
}

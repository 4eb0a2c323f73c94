package dev.graft.models.data.mixture;

import dev.graft.models.data.DataSource;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.ImageSource;
import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import dev.graft.models.data.composed.ChainedReader;
import dev.graft.models.data.composed.ForwardingReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
        return new ChainedReader(parts.entrySet().stream()
                .<Supplier<SampleReader>>map(part -> () -> read(part.getKey().name(), part.getValue()))
                .toList());
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

    private SampleReader read(String source, Dataset part) {
        return new ForwardingReader(part.read()) {
            @Override
            public Sample next() {
                return super.next()
                        .withImages(image -> new ImageRef(
                                Mixture.this.name(source, image), image.source().normalized()));
            }

            @Override
            public String source() {
                return source;
            }
        };
    }
}

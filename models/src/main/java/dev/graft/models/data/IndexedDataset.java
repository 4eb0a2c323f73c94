package dev.graft.models.data;

import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.FileHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A data set in memory, for access by number: {@code get(i)} is sample i in the order of the data set.
 *
 * <p>Samples are kept as bytes, and every image once: about 150 bytes for a short question with one answer, so several
 * million samples fit into the heap of an ordinary machine. Immutable, safe to read from many threads.
 */
public final class IndexedDataset extends AbstractList<Sample> implements RandomAccess {
    private final String name;
    private final List<byte[]> samples;
    private final List<String> places;
    private final List<int[]> imagesOf;
    private final List<ImageRef> images;
    private final Map<String, Long> unused;
    private final List<DataSource> sources;
    private final List<String> sourceOf;

    private IndexedDataset(Builder builder) {
        this.name = builder.name;
        this.samples = builder.samples;
        this.places = builder.places;
        this.imagesOf = builder.imagesOf;
        this.images = Collections.unmodifiableList(builder.images);
        this.sources = builder.sources;
        this.sourceOf = builder.sourceOf;
        this.unused = Collections.unmodifiableMap(new TreeMap<>(builder.unused));
    }

    /** Reads the whole data set. */
    public static IndexedDataset load(Dataset dataset) {
        return load(dataset, sample -> true);
    }

    /** Reads the samples that {@code wanted} accepts. */
    public static IndexedDataset load(Dataset dataset, Predicate<Sample> wanted) {
        Builder builder = new Builder(dataset.name());
        try (Stream<Sample> samples = dataset.samples()) {
            samples.filter(wanted).forEach(builder::add);
        }
        return builder.build();
    }

    /**
     * Reads what can be read.
     *
     * @param limit the most samples, after which nothing more is read; 0 for all
     * @param faults told of each record that cannot be read
     */
    public static IndexedDataset load(Dataset dataset, int limit, Consumer<Fault> faults) {
        Builder builder = new Builder(dataset.name());
        builder.addAll(dataset, limit, faults);
        return builder.build();
    }

    /** What messages and reports call the data set. */
    public String name() {
        return name;
    }

    /** Where the record of sample {@code index} stands: the file, and the line or record in it. */
    public String place(int index) {
        return name + places.get(index);
    }

    /**
     * The fields of the records of which no sample was made, with the number of records that have each; empty of a set that was
     * not read from a file.
     */
    public Map<String, Long> unused() {
        return unused;
    }

    /** The sources that the data are a mixture of; none of data of one kind. */
    public List<DataSource> sources() {
        return sources;
    }

    /** The name of the source of sample {@code index}; empty where there are no sources. */
    public String source(int index) {
        return sources.isEmpty() ? "" : sourceOf.get(index);
    }

    /** The samples with the numbers that {@code wanted} accepts, in the same order. */
    public IndexedDataset subset(IntPredicate wanted) {
        Builder builder = new Builder(name);
        builder.unused = unused;
        builder.sources = sources;
        IntStream.range(0, size()).filter(wanted).forEach(i -> builder.add(get(i), places.get(i), source(i)));
        return builder.build();
    }

    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public Sample get(int index) {
        return SampleCodec.decode(samples.get(index), images);
    }

    /** The different images, in the order of their first appearance. */
    public List<ImageRef> images() {
        return images;
    }

    /** The positions in {@link #images()} of sample {@code index}'s images. */
    public int[] imageIndices(int index) {
        return imagesOf.get(index).clone();
    }

    /**
     * A hash of all samples and of the names of their images, wherever these lie: two data sets with the same are the
     * same to train on, but for the content of the images.
     */
    public String fingerprint() {
        MessageDigest digest = FileHash.digest();
        samples.forEach(digest::update);
        images.forEach(image -> digest.update((image.name() + '\n').getBytes(StandardCharsets.UTF_8)));
        for (DataSource source : sources) {
            digest.update((source + "\n").getBytes(StandardCharsets.UTF_8));
        }
        sourceOf.forEach(source -> digest.update((source + '\n').getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Collects samples. */
    public static final class Builder {
        private final String name;
        private final List<byte[]> samples = new ArrayList<>();
        private final List<String> places = new ArrayList<>();
        private final List<int[]> imagesOf = new ArrayList<>();
        private final List<ImageRef> images = new ArrayList<>();
        private final Map<ImageRef, Integer> imageIndices = new HashMap<>();
        private final List<String> sourceOf = new ArrayList<>();
        private Map<String, Long> unused = Map.of();
        private List<DataSource> sources = List.of();

        public Builder(String name) {
            this.name = name;
        }

        public void add(Sample sample) {
            add(sample, ": record " + sample.record(), "");
        }

        /**
         * @param place in the data set, as it is written after its name
         * @param source its name, where there are sources
         */
        private void add(Sample sample, String place, String source) {
            if (!sources.isEmpty()) {
                sourceOf.add(source);
            }
            int[] shown = sample.images().stream()
                    .mapToInt(image -> indexOf(image.image()))
                    .toArray();
            samples.add(SampleCodec.encode(sample, shown));
            imagesOf.add(shown);
            // The samples of a record share the text.
            places.add(!places.isEmpty() && last(places).equals(place) ? last(places) : place);
        }

        private void addAll(Dataset dataset, int limit, Consumer<Fault> faults) {
            sources = dataset.sources();
            try (SampleReader reader = dataset.read()) {
                Optional<Fault> before = Optional.empty();
                while (limit == 0 || samples.size() < limit) {
                    try {
                        if (!reader.hasNext()) {
                            break;
                        }
                        Sample sample = reader.next();
                        String number = ": record " + sample.record();
                        add(sample, reader.place().map(this::within).orElse(number), reader.source());
                        before = Optional.empty();
                    } catch (ModelFileException e) {
                        Fault fault = FaultException.of(e, name);
                        if (before.isPresent() && before.get().equals(fault)) {
                            // A reader that stays where it is would do so for ever.
                            throw e;
                        }
                        before = Optional.of(fault);
                        faults.accept(fault);
                    }
                }
                unused = reader.unused();
            }
        }

        private String within(String place) {
            return place.startsWith(name) ? place.substring(name.length()) : ": " + place;
        }

        private static String last(List<String> texts) {
            return texts.get(texts.size() - 1);
        }

        public IndexedDataset build() {
            return new IndexedDataset(this);
        }

        private int indexOf(ImageRef image) {
            return imageIndices.computeIfAbsent(image, added -> {
                images.add(added);
                return images.size() - 1;
            });
        }
    }
}

package dev.graft.training;

import dev.graft.backbones.FileHash;
import dev.graft.backbones.ImageProcessor;
import dev.graft.backbones.VisionEncoder;
import dev.graft.graph.ModelFileException;
import dev.graft.graph.Tensor;
import dev.graft.graph.runtime.Device;
import dev.graft.graph.runtime.RuntimeVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The features of a frozen vision encoder on disk: computed once for each image, whatever data sets it is in.
 *
 * <p>A folder for each way of computing them (encoder, which features, preprocessing, device, version of the runtime)
 * holds shards, safetensors files that are written whole or not at all and never change. So several runs may use one
 * cache at once, a killed run leaves what it finished, and a damaged shard costs only its own images. Features are read
 * through the mapping and never as a whole in memory.
 *
 * <p>Every image is encoded alone: its features do not depend on the others, nor on what was in the cache, to the last
 * bit, and are those that {@link dev.graft.models.VisionLanguageModel#ask} sees.
 */
final class FeatureCache {
    /** Of what is computed here and in {@link VisionEncoder}; raised with every change of it that changes features. */
    private static final String COMPUTATION = "2";

    private static final int KEY_DIGITS = 32;

    /** What a killed run may lose. */
    private static final int SHARD_IMAGES = 256;

    private static final long SHARD_BYTES = 256L << 20;

    /** Images between two looks at whether to stop. */
    private static final int GROUP = 16;

    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Path folder;
    private final VisionEncoder encoder;
    private final ImageProcessor processor;
    private final TrainingListener listener;

    /**
     * @param root holds the caches of all encoders
     */
    FeatureCache(Path root, VisionEncoder encoder, ImageProcessor processor, Device device, TrainingListener listener) {
        this.folder = root.resolve("features").resolve(key(encoder, processor, device));
        this.encoder = encoder;
        this.processor = processor;
        this.listener = listener;
    }

    /** Names everything that decides the features of an image. */
    private static String key(VisionEncoder encoder, ImageProcessor processor, Device device) {
        String parts = String.join(
                "\n",
                COMPUTATION,
                encoder.sha256(),
                FileHash.sha256(encoder.configuration()),
                encoder.features().toString(),
                processor.fingerprint(),
                device.kind().toString(),
                System.getProperty("os.arch"),
                RuntimeVersion.onnxRuntime());
        return FileHash.ofText(parts).substring(0, KEY_DIGITS);
    }

    /**
     * The features of images, those that the cache lacks computed and stored.
     *
     * @param stopped asked now and then; when true, what was computed is stored
     * @return empty if it was stopped
     * @throws ModelFileException naming sample and file, if an image cannot be decoded; what was computed is stored
     */
    Optional<Features> load(List<ImageFile> images, BooleanSupplier stopped) {
        prepare();
        Map<String, Tensor> found = stored(images);
        List<ImageFile> missing = missing(images, found);
        if (!missing.isEmpty()) {
            listener.onMessage("features: " + missing.size() + " images to encode, the others are in " + folder);
            compute(missing, found, stopped);
        }
        boolean complete = images.stream().allMatch(image -> found.containsKey(image.sha256()));
        return complete ? Optional.of(new MappedFeatures(images, found)) : Optional.empty();
    }

    private void prepare() {
        makeFolder();
        AtomicFiles.sweep(folder, ABANDONED);
    }

    private void makeFolder() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "[" + folder + "] the folder for features cannot be made (" + e
                            + "); choose another one by the setting 'cache'",
                    e);
        }
    }

    private Map<String, Tensor> stored(List<ImageFile> images) {
        Set<String> wanted = new HashSet<>();
        images.forEach(image -> wanted.add(image.sha256()));
        Map<String, Tensor> found = new LinkedHashMap<>();
        List<Path> shards = shards();
        for (int i = 0; i < shards.size() && !wanted.isEmpty(); i++) {
            Map<String, Tensor> shard = read(shards.get(i), wanted);
            found.putAll(shard);
            wanted.removeAll(shard.keySet());
            listener.onPreparation("cached features", i + 1, shards.size());
        }
        return found;
    }

    private List<Path> shards() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(FeatureShard.ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("[" + folder + "] cannot be listed: " + e, e);
        }
    }

    private Map<String, Tensor> read(Path shard, Set<String> wanted) {
        try {
            return FeatureShard.read(shard, wanted);
        } catch (ModelFileException e) {
            listener.onMessage("damaged features are computed anew: " + e.getMessage());
            discard(shard);
            return Map.of();
        }
    }

    private void discard(Path shard) {
        try {
            Files.deleteIfExists(shard);
        } catch (IOException e) {
            listener.onMessage("[" + shard + "] cannot be deleted (" + e + "); it is left out");
        }
    }

    /** One of each content. */
    private static List<ImageFile> missing(List<ImageFile> images, Map<String, Tensor> found) {
        Map<String, ImageFile> missing = new LinkedHashMap<>();
        for (ImageFile image : images) {
            if (!found.containsKey(image.sha256())) {
                missing.putIfAbsent(image.sha256(), image);
            }
        }
        return List.copyOf(missing.values());
    }

    private void compute(List<ImageFile> images, Map<String, Tensor> found, BooleanSupplier stopped) {
        Map<String, Tensor> pending = new LinkedHashMap<>();
        try {
            for (int from = 0; from < images.size() && !stopped.getAsBoolean(); from += GROUP) {
                List<ImageFile> group = images.subList(from, Math.min(from + GROUP, images.size()));
                encode(group, pending);
                if (isFull(pending)) {
                    store(pending, found);
                }
                listener.onPreparation("features", from + group.size(), images.size());
            }
        } catch (RuntimeException | Error e) {
            try {
                store(pending, found);
            } catch (RuntimeException later) {
                e.addSuppressed(later);
            }
            throw e;
        }
        store(pending, found);
    }

    private void encode(List<ImageFile> images, Map<String, Tensor> into) {
        Tensor[] features = new Tensor[images.size()];
        RuntimeException[] failures = new RuntimeException[images.size()];
        // In parallel, so that pictures are decoded while others are encoded. All come to an end, also when one fails.
        IntStream.range(0, features.length).parallel().forEach(i -> {
            try {
                features[i] = encode(images.get(i));
            } catch (RuntimeException e) {
                failures[i] = e;
            }
        });
        for (int i = 0; i < features.length; i++) {
            if (features[i] != null) {
                into.put(images.get(i).sha256(), features[i]);
            }
        }
        Arrays.stream(failures).filter(Objects::nonNull).findFirst().ifPresent(failure -> {
            throw failure;
        });
    }

    private Tensor encode(ImageFile image) {
        Tensor pixels;
        try {
            pixels = processor.process(image.file());
        } catch (ModelFileException | IllegalArgumentException e) {
            throw image.unusable(e);
        }
        image.requireUnchanged();
        Tensor features = encoder.encode(pixels);
        return features.reshape(features.dim(1), features.dim(2));
    }

    private static boolean isFull(Map<String, Tensor> shard) {
        long bytes = shard.values().stream()
                .mapToLong(tensor -> tensor.bytes().remaining())
                .sum();
        return shard.size() >= SHARD_IMAGES || bytes >= SHARD_BYTES;
    }

    private void store(Map<String, Tensor> features, Map<String, Tensor> found) {
        if (!features.isEmpty()) {
            // Somebody may have emptied the cache meanwhile.
            makeFolder();
            Path shard = FeatureShard.write(folder, features);
            found.putAll(FeatureShard.read(shard, features.keySet()));
            features.clear();
        }
    }
}

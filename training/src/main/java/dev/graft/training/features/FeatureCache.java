package dev.graft.training.features;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.image.PreparedImage;
import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.graph.runtime.RuntimeVersion;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.check.ImageCheck;
import dev.graft.models.data.check.ImageState;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Parallel;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.cache.CacheKind;
import dev.graft.tensors.files.FileHash;
import dev.graft.training.progress.TrainingListener;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The features of a frozen vision encoder on disk: computed once for each image, whatever data sets it is in.
 *
 * <p>A folder for each way of computing them (encoder, which features, preprocessing, device, version of the runtime)
 * holds shards, safetensors files that are written whole or not at all and never change. So several runs may use one
 * cache at once, a killed run leaves what it finished, and a damaged shard costs only its own images. Features are read
 * through the mapping and never as a whole in memory.
 *
 * <p>The tiles of an image lie in one tensor, one after the other, and beside it the size of the picture, from which follows
 * how they lie.
 *
 * <p>Every image is encoded alone: its features do not depend on the others, nor on what was in the cache, to the last
 * bit, and are those that {@link dev.graft.models.VisionLanguageModel#ask} sees.
 */
public final class FeatureCache {
    /** Of what is computed here and in {@link VisionEncoder}; raised with every change of it that changes features. */
    private static final String COMPUTATION = "2";

    /** The same of what is rounded. */
    private static final String ROUNDED_COMPUTATION = "3";

    /** What a killed run may lose. */
    private static final int SHARD_IMAGES = 256;

    private static final long SHARD_BYTES = 256L << 20;

    /** Images between two looks at whether to stop. */
    private static final int GROUP = 16;

    /** After the SHA-256 of an image that is cut into tiles: its width and height. */
    private static final String SIZE = "/size";

    private final ShardFolder shards;
    private final VisionEncoder encoder;
    private final ImageProcessor processor;
    private final FeatureType type;
    private final TrainingListener listener;

    /**
     * @param root holds the caches of all encoders
     * @param type in which features are kept
     */
    public FeatureCache(
            Path root,
            VisionEncoder encoder,
            ImageProcessor processor,
            SessionConfig session,
            FeatureType type,
            TrainingListener listener) {
        // Single precision has no word of its own in the key.
        String arithmetic = session.arithmetic() + (type == FeatureType.FLOAT32 ? "" : ", kept in " + type);
        String key = ShardFolder.key(
                session.precision().isRounded() ? ROUNDED_COMPUTATION : COMPUTATION,
                encoder.sha256(),
                FileHash.sha256(encoder.configuration()),
                encoder.features().toString(),
                processor.fingerprint(),
                arithmetic,
                System.getProperty("os.arch"),
                RuntimeVersion.onnxRuntime());
        String of = encoder.id() + ", " + encoder.features() + ", " + arithmetic + ", ONNX Runtime "
                + RuntimeVersion.onnxRuntime();
        this.shards = new ShardFolder(root, CacheKind.FEATURES, key, of, listener);
        this.encoder = encoder;
        this.processor = processor;
        this.type = type;
        this.listener = listener;
    }

    /**
     * The features of images, those that the cache lacks computed and stored.
     *
     * @param stopped asked now and then; when true, what was computed is stored
     * @return empty if it was stopped
     * @throws ModelFileException naming sample and file, if an image cannot be decoded; what was computed is stored
     */
    public Optional<Features> load(List<ImageFile> images, BooleanSupplier stopped) {
        Map<String, Tensor> found = shards.read(keys(images), "cached features");
        List<ImageFile> missing = missing(images, found);
        if (!missing.isEmpty()) {
            listener.onMessage(
                    "features: " + missing.size() + " images to encode, the others are in " + shards.folder());
            compute(missing, found, stopped);
        }
        boolean complete = images.stream().allMatch(image -> has(image, found));
        return complete ? Optional.of(new MappedFeatures(images, found, grids(images, found))) : Optional.empty();
    }

    /** What is kept of images. */
    private Set<String> keys(List<ImageFile> images) {
        Set<String> keys = new HashSet<>();
        for (ImageFile image : images) {
            keys.add(image.sha256());
            if (processor.tiles()) {
                keys.add(image.sha256() + SIZE);
            }
        }
        return keys;
    }

    private boolean has(ImageFile image, Map<String, Tensor> found) {
        return found.containsKey(image.sha256()) && (!processor.tiles() || found.containsKey(image.sha256() + SIZE));
    }

    private Map<String, TileGrid> grids(List<ImageFile> images, Map<String, Tensor> found) {
        Map<String, TileGrid> grids = new HashMap<>();
        if (processor.tiles()) {
            for (ImageFile image : images) {
                long[] size = found.get(image.sha256() + SIZE).toLongArray();
                grids.put(image.sha256(), processor.grid(Math.toIntExact(size[0]), Math.toIntExact(size[1])));
            }
        }
        return grids;
    }

    /**
     * Processes those images whose features are not there yet, to see whether that can be done; nothing is computed.
     *
     * @return a state for each of the images
     */
    public List<ImageState> tried(List<ImageFile> images, ImageCheck.Progress progress) {
        List<ImageFile> missing = missing(images, shards.read(keys(images), "cached features"));
        List<String> hashes = missing.stream().map(ImageFile::sha256).toList();
        List<ImageState> tried =
                ImageCheck.tried(hashes, i -> process(missing.get(i).image()), progress);
        Map<String, ImageState> states = new HashMap<>();
        for (int i = 0; i < tried.size(); i++) {
            states.put(hashes.get(i), tried.get(i));
        }
        return images.stream()
                .map(image -> states.getOrDefault(image.sha256(), new ImageState.Found(image.sha256())))
                .toList();
    }

    /** One of each content. */
    private List<ImageFile> missing(List<ImageFile> images, Map<String, Tensor> found) {
        Map<String, ImageFile> missing = new LinkedHashMap<>();
        for (ImageFile image : images) {
            if (!has(image, found)) {
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
                    shards.store(pending, found);
                }
                listener.onPreparation("features", from + group.size(), images.size());
            }
        } catch (RuntimeException | Error e) {
            try {
                shards.store(pending, found);
            } catch (RuntimeException later) {
                e.addSuppressed(later);
            }
            throw e;
        }
        shards.store(pending, found);
    }

    private void encode(List<ImageFile> images, Map<String, Tensor> into) {
        Kept[] features = new Kept[images.size()];
        RuntimeException[] failures = new RuntimeException[images.size()];
        // Pictures are decoded while others are encoded. Where one fails the others are not lost.
        Parallel.forEach(0, features.length, i -> {
            try {
                features[i] = encode(images.get(i));
            } catch (RuntimeException e) {
                failures[i] = e;
            }
        });
        for (int i = 0; i < features.length; i++) {
            if (features[i] != null) {
                put(images.get(i), features[i], into);
            }
        }
        Arrays.stream(failures).filter(Objects::nonNull).findFirst().ifPresent(failure -> {
            throw failure;
        });
    }

    private void put(ImageFile image, Kept kept, Map<String, Tensor> into) {
        into.put(image.sha256(), kept.features);
        if (processor.tiles()) {
            into.put(image.sha256() + SIZE, Tensor.of(new long[] {kept.grid.width(), kept.grid.height()}, 2));
        }
    }

    private PreparedImage process(ImageRef image) {
        return processor.prepare(image.source().toString(), image.bytes());
    }

    /** What is kept of an image: {@code [tiles * tokens, width]}. */
    private record Kept(Tensor features, TileGrid grid) {}

    private Kept encode(ImageFile image) {
        byte[] bytes = image.bytes();
        PreparedImage prepared;
        try {
            prepared = processor.prepare(image.where(), bytes);
        } catch (ModelFileException | InvalidInputException e) {
            throw image.unusable(e);
        }
        Tensor features = encoder.encode(prepared);
        try {
            Tensor rows = features.reshape(features.dim(0) * features.dim(1), features.dim(2));
            return new Kept(type.of(rows), prepared.grid());
        } catch (InvalidInputException e) {
            throw new InvalidInputException(image.where(), e.getMessage(), e);
        }
    }

    private static boolean isFull(Map<String, Tensor> shard) {
        long bytes = shard.values().stream()
                .mapToLong(tensor -> tensor.bytes().remaining())
                .sum();
        return shard.size() >= SHARD_IMAGES || bytes >= SHARD_BYTES;
    }
}

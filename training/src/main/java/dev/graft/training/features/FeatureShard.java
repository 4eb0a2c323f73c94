package dev.graft.training.features;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Place;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileHash;
import dev.graft.tensors.safetensors.CheckedSafetensors;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.tensors.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One file of a {@link FeatureCache}: the features of some images, {@code [tokens, width]} each under the SHA-256 of
 * the image file, with a checksum over all. Its name follows from the images, so that two runs that compute the same
 * write the same file.
 */
final class FeatureShard {
    public static final String ENDING = ".safetensors";
    private static final String FORMAT = "graft-features-1";

    private FeatureShard() {}

    /** Writes features whole or not at all. A link of the file's name is replaced, and what it names left alone. */
    public static Path write(Path folder, Map<String, Tensor> features) {
        Path file = folder.resolve(name(features.keySet()) + ENDING);
        if (Files.isSymbolicLink(file)) {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(Place.at(file, "is a link that cannot be removed: " + e), e);
            }
        }
        CheckedSafetensors.write(file, features, Map.of("format", FORMAT));
        return file;
    }

    /**
     * The features of those wanted images that a shard holds, as views of the mapped file. A shard that holds none of
     * them is not read beyond its header.
     *
     * @throws ModelFileException if the file is damaged, or of another format
     */
    public static Map<String, Tensor> read(Path file, Set<String> wanted) {
        SafetensorsFile shard = Safetensors.open(file);
        if (shard.names().stream().noneMatch(wanted::contains)) {
            return Map.of();
        }
        Map<String, String> metadata = shard.metadata();
        if (!FORMAT.equals(metadata.get("format"))) {
            throw new ModelFileException(
                    file, "expected the format " + FORMAT + ", its metadata says " + metadata.get("format"));
        }
        Map<String, Tensor> all = new LinkedHashMap<>(
                CheckedSafetensors.readChecked(file, "delete it").tensors());
        all.keySet().retainAll(wanted);
        return all;
    }

    private static String name(Set<String> images) {
        MessageDigest digest = FileHash.digest();
        new TreeSet<>(images).forEach(image -> digest.update(image.getBytes(StandardCharsets.US_ASCII)));
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }
}

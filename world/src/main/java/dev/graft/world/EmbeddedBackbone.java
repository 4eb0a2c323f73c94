package dev.graft.world;

import dev.graft.tensors.cache.Cache;
import dev.graft.tensors.cache.CacheEntry;
import dev.graft.tensors.cache.CacheKind;
import dev.graft.tensors.cache.MadeFolder;
import dev.graft.tensors.files.FileHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A frozen backbone that Graft carries, in the layout of Hugging Face. ONNX Runtime reads files, so it is unpacked into
 * the cache folder before it is opened.
 */
public enum EmbeddedBackbone {
    /** A vision transformer of 1.2 M parameters: 64 x 64 pixels, patches of 8, width 128. It never saw a text. */
    SHAPES_VISION("preprocessor_config.json"),
    /** A LLaMA of 2.0 M parameters, width 160, with a tokenizer of its own. It never saw an image. */
    SHAPES_LANGUAGE("generation_config.json", "tokenizer.json", "tokenizer_config.json");

    private static final int HASH_DIGITS = 12;

    private final List<String> names;
    private String version;

    /** @param own files besides those that each backbone has */
    EmbeddedBackbone(String... own) {
        this.names = Stream.concat(Stream.of("README.md", "config.json", "onnx/model.onnx"), Arrays.stream(own))
                .toList();
    }

    /** The backbone of a name such as {@code shapes-vision}. */
    public static Optional<EmbeddedBackbone> of(String name) {
        return Arrays.stream(values())
                .filter(backbone -> backbone.toString().equals(name))
                .findFirst();
    }

    /** As {@link #unpack(Path, Consumer)}, without a word. */
    public Path unpack(Path cache) {
        return unpack(cache, message -> {});
    }

    /**
     * Unpacks it, where that was not done before, and again where a file is not what it was.
     *
     * @param messages told of damage
     * @return its folder, whose name tells the content: another version of Graft may carry another backbone
     */
    public Path unpack(Path cache, Consumer<String> messages) {
        return made().in(cache, messages).resolve(toString());
    }

    /**
     * The cache from which a folder is to be unpacked again, because it is this backbone as some cache holds it; empty if
     * the folder is something else. A model folder of a stranger may name any place: what no cache of Graft holds is not
     * written there, but in the user's cache.
     */
    Optional<Path> cacheOf(Path folder) {
        Path name = folder.getParent();
        Path kind = name == null ? null : name.getParent();
        if (kind == null || kind.getParent() == null || !name.endsWith(entryName())) {
            return Optional.empty();
        }
        CacheEntry entry = new CacheEntry(kind.getParent(), CacheKind.BACKBONES, entryName());
        if (!entry.folder().resolve(toString()).equals(folder)) {
            return Optional.empty();
        }
        Path own = Cache.standard().root();
        return Optional.of(entry.isThere() ? entry.cache() : own)
                .filter(cache -> cache.equals(entry.cache()) || !isWhole(folder));
    }

    /** Whether a folder is this backbone, byte for byte. */
    boolean isWhole(Path folder) {
        return made().isWhole(folder.getParent());
    }

    private MadeFolder made() {
        Map<String, byte[]> content = files();
        return new MadeFolder(
                CacheKind.BACKBONES,
                entryName(),
                this + ", which Graft carries",
                folder -> content.keySet().stream()
                        .filter(name -> !isSame(folder.resolve(toString()).resolve(name), content.get(name)))
                        .toList(),
                folder -> write(content, folder.resolve(toString())));
    }

    private String entryName() {
        return this + "-" + version();
    }

    private static boolean isSame(Path file, byte[] content) {
        try {
            return Files.isRegularFile(file)
                    && Files.size(file) == content.length
                    && Arrays.equals(Files.readAllBytes(file), content);
        } catch (IOException e) {
            return false;
        }
    }

    private synchronized String version() {
        if (version == null) {
            version = hash(files()).substring(0, HASH_DIGITS);
        }
        return version;
    }

    private static Path write(Map<String, byte[]> files, Path target) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path place = target.resolve(file.getKey());
            Files.createDirectories(place.getParent());
            Files.write(place, file.getValue());
        }
        return target;
    }

    /** The content of its files by their paths within the folder. */
    private Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        names.forEach(name -> files.put(name, content(name)));
        return files;
    }

    private byte[] content(String name) {
        try (InputStream file = EmbeddedBackbone.class.getResourceAsStream("backbones/" + this + "/" + name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the backbone '" + this + "' that Graft carries cannot be read: " + e, e);
        }
    }

    private static String hash(Map<String, byte[]> files) {
        MessageDigest digest = FileHash.digest();
        files.forEach((name, content) -> {
            digest.update((name + "\n" + content.length + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(content);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

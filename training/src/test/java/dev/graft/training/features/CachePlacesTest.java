package dev.graft.training.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.tensors.files.CacheFolder;
import dev.graft.tensors.files.FileHash;
import dev.graft.training.TinyRun;
import dev.graft.training.progress.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A feature cache that cannot be written, in processes of their own. */
@DisabledOnOs(OS.WINDOWS)
class CachePlacesTest {
    @TempDir
    private Path folder;

    private String expected;

    @BeforeEach
    void compute() throws IOException {
        TinyRun.in(folder);
        // It finds the native libraries in their place too, so that the others have none to write.
        expected = Computing.features(folder, folder.resolve("elsewhere"), TinyRun.IMAGES, new ArrayList<>());
    }

    /** All that a process says, the hash of the features at the end. */
    private List<String> compute(List<String> limits, Path cache) throws IOException {
        List<String> command = new ArrayList<>(limits);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Duser.home=" + folder.resolve("home"),
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Computing.class.getName(),
                folder.toString(),
                cache.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(CacheFolder.VARIABLE, CacheFolder.of("").toString());
        builder.environment().remove("XDG_CACHE_HOME");
        try (var said = builder.start().inputReader()) {
            return said.lines().toList();
        }
    }

    @Test
    void whatIsThereIsReadAndTheRestLiesInTheUsersOwnCache() throws IOException {
        List<String> limits = withoutRootsPower();
        Path cache = folder.resolve("read-only");
        Computing.features(folder, cache, 20, new ArrayList<>());
        List<Path> files = all(cache);
        for (Path file : files) {
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(Files.isDirectory(file) ? "r-xr-xr-x" : "r--r--r--"));
        }
        try {
            List<String> first = compute(limits, cache);
            assertEquals(expected, first.get(first.size() - 1), first.toString());
            assertTrue(
                    first.get(0).contains("may not be written by this user; what is there is read"), first.toString());
            assertTrue(first.get(0).contains("lies in " + folder.resolve("home/.cache/graft/features")), first.get(0));
            assertTrue(first.get(1).startsWith("features: 10 images to encode"), first.toString());
            List<String> second = compute(limits, cache);
            assertEquals(List.of(first.get(0), expected), second);
            assertEquals(files, all(cache));
        } finally {
            for (Path file : files) {
                file.toFile().setWritable(true);
            }
        }
    }

    /** A limit of 4 kilobytes for each file: a shard, which has more, cannot be written, as on a full disk. */
    @Test
    void onAFullDiskFeaturesAreKeptInMemory() throws IOException {
        Path cache = folder.resolve("full");
        List<String> said = compute(List.of("sh", "-c", "ulimit -f 8; exec \"$0\" \"$@\""), cache);
        assertEquals(expected, said.get(said.size() - 1), said.toString());
        assertTrue(said.get(said.size() - 2).contains("what is computed is kept in memory"), said.toString());
        assertTrue(said.get(1).contains("File too large"), said.toString());
        assertEquals(
                List.of(),
                Stream.concat(all(cache).stream(), all(folder.resolve("home")).stream())
                        .filter(file -> file.toString().matches(".*\\.(tmp|safetensors)"))
                        .toList());
    }

    /** Permissions do not bind root, unless it gives up the power to pass over them. */
    private static List<String> withoutRootsPower() throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        boolean known = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "setpriv")));
        assumeTrue(known, "run by root, and there is no setpriv");
        return List.of("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override");
    }

    private static List<Path> all(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.sorted().collect(Collectors.toList());
        }
    }

    /** Computes features, and prints what is said and a hash of them. */
    static final class Computing {
        private Computing() {}

        public static void main(String[] arguments) throws IOException {
            List<String> messages = new ArrayList<>();
            String hash = features(Path.of(arguments[0]), Path.of(arguments[1]), TinyRun.IMAGES, messages);
            messages.forEach(System.out::println);
            System.out.println(hash);
        }

        static String features(Path folder, Path cache, int count, List<String> messages) throws IOException {
            TinyRun run = TinyRun.at(folder);
            TrainingListener listener = new TrainingListener() {
                @Override
                public void onMessage(String message) {
                    messages.add(message);
                }
            };
            IndexedDataset samples = IndexedDataset.load(Dataset.open(run.data), count, fault -> {});
            List<ImageFile> images = ImageFile.of(
                    samples,
                    samples.images().stream()
                            .collect(Collectors.toMap(image -> image, image -> FileHash.of(image.bytes()))));
            try (VisionEncoder encoder = VisionEncoder.open(run.vision, VisionFeatures.LAST, SessionConfig.DEFAULT)) {
                Features features = new FeatureCache(
                                cache,
                                encoder,
                                ImageProcessor.load(run.vision),
                                SessionConfig.DEFAULT,
                                FeatureType.FLOAT32,
                                listener)
                        .load(images, () -> false)
                        .orElseThrow();
                MessageDigest digest = FileHash.digest();
                for (int i = 0; i < images.size(); i++) {
                    digest.update(features.of(i).bytes());
                }
                return HexFormat.of().formatHex(digest.digest());
            }
        }
    }
}

package dev.graft.training.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.check.ImageState;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileHash;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.tensors.safetensors.TensorChecksum;
import dev.graft.training.TinyRun;
import dev.graft.training.progress.TrainingListener;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureCacheTest {
    @TempDir
    private Path folder;

    private final String home = System.getProperty("user.home");
    private TinyRun run;
    private VisionEncoder encoder;
    private ImageProcessor processor;
    private final List<String> messages = new ArrayList<>();
    private final TrainingListener listener = new TrainingListener() {
        @Override
        public void onMessage(String message) {
            messages.add(message);
        }
    };

    @BeforeEach
    void open() throws IOException {
        run = TinyRun.in(folder);
        encoder = VisionEncoder.open(run.vision, VisionFeatures.LAST, SessionConfig.DEFAULT);
        processor = ImageProcessor.load(run.vision);
        System.setProperty("user.home", folder.resolve("home").toString());
    }

    @AfterEach
    void close() {
        System.setProperty("user.home", home);
        encoder.close();
    }

    @Test
    void cachedFeaturesAreThoseOfTheEncoder() throws IOException {
        for (String time : List.of("computed", "read", "some of each")) {
            Features features = load();
            for (int i = 0; i < TinyRun.IMAGES; i++) {
                Tensor alone = encoder.encode(processor.process(run.data.resolve(i + ".png")));
                assertArrayEquals(alone.toFloatArray(), values(features, i), time + ", image " + i);
            }
            if (time.equals("read")) {
                assertEquals(1, messages.size(), "nothing to compute the second time: " + messages);
                TinyRun.writeImage(run.data.resolve("3.png"), Color.ORANGE, 3);
            }
        }
        assertTrue(messages.get(1).startsWith("features: 1 images to encode"), messages.toString());
    }

    @Test
    void anImageOfTheSameSizeAndTimeButAnotherContentIsNoticed() throws IOException {
        Path bitmap = run.data.resolve("0.png");
        byte[] bytes = Files.readAllBytes(run.data.resolve("1.png"));
        Files.write(bitmap, bytes);
        float[] before = values(load(), 0);
        var time = Files.getLastModifiedTime(bitmap);
        // A comment of the PNG would do; here the pixels change, in a file padded to the same length.
        byte[] other = Files.readAllBytes(run.data.resolve("2.png"));
        Files.write(bitmap, Arrays.copyOf(other, Math.max(other.length, bytes.length)));
        Files.setLastModifiedTime(bitmap, time);
        assertTrue(!Arrays.equals(before, values(load(), 0)));
    }

    @Test
    void damagedShardsAreComputedAgain() throws IOException {
        float[] expected = values(load(), 5);
        Path shard = shards().get(0);
        byte[] whole = Files.readAllBytes(shard);
        byte[] flipped = whole.clone();
        flipped[whole.length - 5] ^= 1;
        for (byte[] damaged : List.of(flipped, Arrays.copyOf(whole, whole.length / 2), new byte[0])) {
            messages.clear();
            Files.delete(shard);
            Files.write(shard, damaged);
            assertArrayEquals(expected, values(load(), 5));
            assertTrue(messages.get(0).startsWith("damaged features are computed anew: [" + shard), messages::toString);
            assertArrayEquals(whole, Files.readAllBytes(shard));
        }
    }

    @Test
    void severalRunsMayFillOneCacheAtOnce() {
        List<CompletableFuture<Features>> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            runs.add(CompletableFuture.supplyAsync(this::load));
        }
        float[] expected = values(runs.get(0).join(), 7);
        runs.forEach(run -> assertArrayEquals(expected, values(run.join(), 7)));
        messages.clear();
        load();
        assertEquals(List.of(), messages, "everything is there");
    }

    @Test
    void whatWasComputedBeforeAStopIsKept() {
        int[] asked = {0};
        assertEquals(Optional.empty(), cache().load(images(), () -> asked[0]++ > 0));
        messages.clear();
        load();
        assertTrue(messages.get(0).startsWith("features: 14 images to encode"), messages.toString());
    }

    @Test
    void anUnreadableImageIsNamedWithItsSample() throws IOException {
        Path bad = run.data.resolve("20.png");
        Files.writeString(bad, "no picture");
        String message = assertThrows(ModelFileException.class, this::load).getMessage();
        assertTrue(message.startsWith("[" + run.data.resolve("questions.jsonl") + ":21] image " + bad), message);
        assertTrue(message.endsWith("replace the file, or take the sample out of the data"), message);
        messages.clear();
        TinyRun.writeImage(bad, Color.RED, 20);
        load();
        assertTrue(messages.get(0).startsWith("features: 1 images to encode"), messages.toString());
    }

    @Test
    void imagesAreTriedBeforeAnythingIsComputed() throws IOException {
        Path bad = run.data.resolve("20.png");
        Files.writeString(bad, "no picture");
        Files.writeString(run.data.resolve("25.png"), "no picture");
        List<ImageState> states = cache().tried(images(), (done, total) -> {});
        for (int i = 0; i < TinyRun.IMAGES; i++) {
            boolean expected = i != 20 && i != 25;
            assertEquals(expected, states.get(i) instanceof ImageState.Found, "image " + i);
        }
        assertTrue(states.get(20).toString().contains("image " + bad + " is not in a format"), states.toString());
        assertEquals(List.of(), messages);
    }

    @Test
    void anImageThatChangesAfterItWasHashedIsRefused() throws IOException {
        List<ImageFile> images = images();
        TinyRun.writeImage(run.data.resolve("20.png"), Color.PINK, 20);
        String message = assertThrows(ModelFileException.class, () -> cache().load(images, () -> false))
                .getMessage();
        assertTrue(message.startsWith("[" + run.data.resolve("questions.jsonl") + ":21] image"), message);
        assertTrue(message.contains("20.png changed while it was read"), message);
    }

    @Test
    void anotherConfigurationOfTheEncoderHasItsOwnFeatures() throws IOException {
        load();
        Path config = run.vision.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("tiny", "small"));
        messages.clear();
        load();
        assertTrue(messages.get(0).startsWith("features: 30 images to encode"), messages.toString());
    }

    @Test
    void aShardOfAnotherFormatIsRefused() {
        Map<String, Tensor> features = Map.of("image", Tensor.of(new float[] {1, 2}, 1, 2));
        Map<String, String> metadata = new TreeMap<>(Map.of("format", "graft-features-0"));
        metadata.put(TensorChecksum.KEY, TensorChecksum.of(metadata, features));
        Path shard = folder.resolve("shard.safetensors");
        Safetensors.write(shard, features, metadata);
        String message = assertThrows(ModelFileException.class, () -> FeatureShard.read(shard, Set.of("image")))
                .getMessage();
        assertTrue(message.contains("graft-features-1, its metadata says graft-features-0"), message);
    }

    @Test
    void aCacheEmptiedMeanwhileIsFilledAnew() {
        Features features = cache().load(images(), () -> {
                    move("cache", "moved");
                    return false;
                })
                .orElseThrow();
        assertEquals(TinyRun.TOKENS, features.tokens());
    }

    @Test
    void aCacheThatCannotBeWrittenAnyMoreIsLeftWithAWordAndTheFailureOfAnImageIsStillReported() throws IOException {
        Files.writeString(run.data.resolve("20.png"), "no picture");
        ModelFileException failure = assertThrows(
                ModelFileException.class,
                () -> cache().load(images(), () -> {
                    if (move("cache", "moved")) {
                        write(folder.resolve("cache"));
                    }
                    return false;
                }));
        assertTrue(failure.getMessage().contains("questions.jsonl:21] image"), failure.getMessage());
        String word = messages.get(messages.size() - 1);
        assertTrue(word.contains("what is computed lies in " + folder.resolve("home")), messages.toString());
        Files.delete(folder.resolve("cache"));
        Files.createDirectories(folder.resolve("cache"));
        Files.writeString(folder.resolve("cache/features"), "no folder can be here");
        TinyRun.writeImage(run.data.resolve("20.png"), Color.RED, 20);
        messages.clear();
        load();
        assertTrue(messages.get(1).startsWith("features: 1 images to encode"), messages.toString());
    }

    /** Moves a folder away, once. */
    private boolean move(String from, String to) {
        try {
            boolean moves = !Files.exists(folder.resolve(to));
            if (moves) {
                Files.move(folder.resolve(from), folder.resolve(to));
            }
            return moves;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Features load() {
        return cache().load(images(), () -> false).orElseThrow();
    }

    private FeatureCache cache() {
        return new FeatureCache(
                folder.resolve("cache"), encoder, processor, SessionConfig.DEFAULT, FeatureType.FLOAT32, listener);
    }

    private List<ImageFile> images() {
        IndexedDataset samples = IndexedDataset.load(Dataset.open(run.data), 0, fault -> {});
        return ImageFile.of(
                samples,
                samples.images().stream()
                        .collect(Collectors.toMap(image -> image, image -> FileHash.of(image.bytes()))));
    }

    private List<Path> shards() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .toList();
        }
    }

    private static float[] values(Features features, int image) {
        return features.of(image).toFloatArray();
    }
}

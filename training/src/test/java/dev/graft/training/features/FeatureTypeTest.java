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
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileHash;
import dev.graft.training.TinyRun;
import dev.graft.training.progress.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureTypeTest {
    @TempDir
    private Path folder;

    private VisionEncoder encoder;
    private ImageProcessor processor;
    private List<ImageFile> images;
    private final List<String> messages = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        TinyRun run = TinyRun.in(folder);
        encoder = VisionEncoder.open(run.vision, VisionFeatures.LAST, SessionConfig.DEFAULT);
        processor = ImageProcessor.load(run.vision);
        IndexedDataset samples = IndexedDataset.load(Dataset.open(run.data), 0, fault -> {});
        images = ImageFile.of(
                samples,
                samples.images().stream()
                        .collect(Collectors.toMap(image -> image, image -> FileHash.of(image.bytes()))));
    }

    @AfterEach
    void close() {
        encoder.close();
    }

    private Features load(FeatureType type) {
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onMessage(String message) {
                messages.add(message);
            }
        };
        return new FeatureCache(folder.resolve("cache"), encoder, processor, SessionConfig.DEFAULT, type, listener)
                .load(images, () -> false)
                .orElseThrow();
    }

    @Test
    void featuresKeptInHalfAreTheRoundedOnesInAnEntryOfTheirOwn() {
        Features whole = load(FeatureType.FLOAT32);
        Features half = load(FeatureType.FLOAT16);
        messages.clear();
        Features again = load(FeatureType.FLOAT16);
        assertEquals(List.of(), messages, "computed once");
        assertEquals(ElementType.FLOAT16, half.type());
        for (int image = 0; image < images.size(); image++) {
            float[] exact = whole.of(image).toFloatArray();
            float[] rounded = HalfPrecision.widen(half.of(image)).toFloatArray();
            for (int i = 0; i < exact.length; i++) {
                // The nearest of 11 bits: no further than half the distance to the next one.
                double step = Math.max(Math.ulp(exact[i]) * 0x1p13, 0x1p-24);
                assertEquals(exact[i], rounded[i], step / 2);
                assertEquals(rounded[i], Math.rint(rounded[i] / step) * step, 0);
            }
            assertEquals(half.of(image).bytes(), again.of(image).bytes());
        }
        assertArrayEquals(
                whole.of(0).toFloatArray(),
                load(FeatureType.FLOAT32).of(0).toFloatArray(),
                "the whole ones are still there");
    }

    @Test
    void featuresThatHalfCannotHoldAreRefused() {
        Tensor large = Tensor.of(new float[] {1, 70000, 2}, 3);
        String message = assertThrows(InvalidInputException.class, () -> FeatureType.FLOAT16.of(large))
                .getMessage();
        assertTrue(message.contains("70000") && message.contains("features_type=float32"), message);
    }
}

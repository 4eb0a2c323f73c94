package dev.graft.training.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.image.PreparedImage;
import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileHash;
import dev.graft.training.TinyRun;
import dev.graft.training.progress.TrainingListener;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache of features of images that are cut into tiles. */
class TiledFeaturesTest {
    @TempDir
    private Path folder;

    @Test
    void tilesAreKeptOneAfterTheOtherWithHowTheyLie() throws IOException {
        TinyRun run = TinyRun.in(folder);
        int[] size = ImageProcessor.load(run.vision).outputSize().orElseThrow();
        Path tiles = Files.createDirectories(folder.resolve("tiles"));
        Files.writeString(
                tiles.resolve("preprocessor_config.json"),
                "{\"image_processor_type\": \"GotOcr2ImageProcessor\", \"crop_to_patches\": true, \"max_patches\": 4,"
                        + " \"size\": {\"height\": " + size[0] + ", \"width\": " + size[1] + "}}");
        ImageProcessor processor = ImageProcessor.load(tiles);
        BufferedImage wide = new BufferedImage(90, 30, BufferedImage.TYPE_3BYTE_BGR);
        wide.setRGB(70, 10, 0xff8040);
        ImageIO.write(wide, "png", run.data.resolve("0.png").toFile());
        List<String> messages = new ArrayList<>();
        try (VisionEncoder encoder = VisionEncoder.open(run.vision, VisionFeatures.LAST, SessionConfig.DEFAULT)) {
            for (String time : List.of("computed", "read")) {
                Features features = load(run, encoder, processor, messages);
                assertEquals(new TileGrid(1, 3, true, 90, 30), features.grid(0), time);
                assertEquals(1, features.grid(1).tiles(), time);
                for (int i = 0; i < TinyRun.IMAGES; i++) {
                    PreparedImage prepared = processor.prepare(run.data.resolve(i + ".png"));
                    Tensor alone = encoder.encode(prepared.pixels());
                    assertArrayEquals(alone.toFloatArray(), features.of(i).toFloatArray(), time + ", image " + i);
                    assertEquals(alone.dim(1), features.tokens());
                }
            }
            assertEquals(1, messages.size(), "nothing to compute the second time: " + messages);
        }
    }

    private Features load(TinyRun run, VisionEncoder encoder, ImageProcessor processor, List<String> messages) {
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onMessage(String message) {
                messages.add(message);
            }
        };
        IndexedDataset samples = IndexedDataset.load(Dataset.open(run.data), 0, fault -> {});
        List<ImageFile> images = ImageFile.of(
                samples,
                samples.images().stream()
                        .collect(Collectors.toMap(image -> image, image -> FileHash.of(image.bytes()))));
        return new FeatureCache(
                        folder.resolve("cache"),
                        encoder,
                        processor,
                        SessionConfig.DEFAULT,
                        FeatureType.FLOAT32,
                        listener)
                .load(images, () -> false)
                .orElseThrow();
    }
}

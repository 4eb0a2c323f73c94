package dev.graft.eval.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.ImageProcessor;
import dev.graft.backbones.VisionEncoder;
import dev.graft.backbones.VisionFeatures;
import dev.graft.eval.Breakdown;
import dev.graft.eval.SharedData;
import dev.graft.graph.ModelFileException;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.VisionLanguageModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OmniglotRunsTest {
    private static final String RUNS = "data/omniglot/all_runs.zip";

    /** Of pictures whose features one rounding decides. */
    private static final double CLOSE = 2;

    @TempDir
    Path folder;

    /** Expected: the same in Python, with Pillow and ONNX Runtime; 28.75 %, where chance is 5 %. */
    @Test
    void nearestFeaturesOfTheShapesEncoder() throws IOException, URISyntaxException {
        Path encoder = Path.of(
                VisionLanguageModel.class.getResource("backbones/shapes-vision").toURI());
        assertEquals(115, right(encoder, VisionFeatures.LAST, 20), CLOSE);
    }

    /** Expected: as above, on the first four runs, 56.25 %. */
    @Test
    void nearestFeaturesOfMobileNet() throws IOException {
        assertEquals(45, right(SharedData.path("backbones/mobilenet-v2"), VisionFeatures.POOLED, 4), CLOSE);
    }

    private static double right(Path encoderFolder, VisionFeatures features, int runs) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(SharedData.path(RUNS));
                VisionEncoder encoder = VisionEncoder.open(encoderFolder, features, SessionConfig.DEFAULT)) {
            OmniglotRuns all = OmniglotRuns.read(zip.getPath("/"));
            assertEquals(20, all.tasks().size());
            ImageProcessor processor = ImageProcessor.load(encoderFolder);
            Map<String, Breakdown> scores = new OmniglotRuns(all.tasks().subList(0, runs))
                    .evaluate(new NearestFeatures(image -> encoder.encode(processor.process(image))));
            assertEquals(0.05, scores.get("chance").overall().value(), 1e-12);
            return scores.get("one_shot_accuracy").overall().value() * 20 * runs;
        }
    }

    @Test
    void whoLikesAllAlikeIsWrong() throws IOException {
        write("run01/class_labels.txt", "run01/test/a.png run01/training/2.png\nrun01/test/b.png run01/training/1.png\n");
        List.of("test/a.png", "test/b.png", "training/1.png", "training/2.png").forEach(name -> write("run01/" + name, ""));
        assertTrue(OmniglotRuns.areIn(folder));
        OmniglotRuns runs = OmniglotRuns.read(folder);
        assertEquals(List.of(1, 0), runs.tasks().get(0).labels());
        assertEquals(0, accuracy(runs, (query, examples) -> new double[] {1, 1}));
        assertEquals(0.5, accuracy(runs, (query, examples) -> new double[] {1, 0}));
    }

    @Test
    void saysWhatIsMissing() {
        assertFalse(OmniglotRuns.areIn(folder));
        assertThrows(ModelFileException.class, () -> OmniglotRuns.read(folder));
        write("run01/class_labels.txt", "run01/test/a.png run01/training/2.png\n");
        ModelFileException missing = assertThrows(ModelFileException.class, () -> OmniglotRuns.read(folder));
        assertTrue(missing.getMessage().contains("names run01/test/a.png, which is not at"), missing.getMessage());
        write("run01/class_labels.txt", "run01/test/a.png\n");
        ModelFileException alone = assertThrows(ModelFileException.class, () -> OmniglotRuns.read(folder));
        assertTrue(alone.getMessage().contains("found 'run01/test/a.png'"), alone.getMessage());
    }

    private static double accuracy(OmniglotRuns runs, OneShotScorer scorer) {
        return runs.evaluate(scorer).get("one_shot_accuracy").overall().value();
    }

    private void write(String name, String content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

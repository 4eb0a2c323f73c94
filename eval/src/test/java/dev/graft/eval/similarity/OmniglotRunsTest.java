package dev.graft.eval.similarity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.eval.Condition;
import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.measure.Score;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.SharedData;
import dev.graft.world.EmbeddedBackbone;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    void nearestFeaturesOfTheShapesEncoder() {
        Path place = EmbeddedBackbone.SHAPES_VISION.unpack(folder);
        Path runs = SharedData.path(RUNS);
        assertTrue(new OneShotEvaluation().suits(runs));
        try (VisionEncoder encoder = VisionEncoder.open(place, VisionFeatures.LAST, SessionConfig.DEFAULT)) {
            EvaluationReport report = new OneShotEvaluation().run(runs, encoder, ImageProcessor.load(place));
            Score accuracy =
                    report.overall("one_shot_accuracy", Condition.IMAGES).orElseThrow();
            assertEquals(400, accuracy.count());
            assertEquals(115, 400 * accuracy.value(), CLOSE);
        }
    }

    /** Expected: as above, on the first four runs, 56.25 %. */
    @Test
    void nearestFeaturesOfMobileNet() throws IOException {
        Path place = SharedData.path("backbones/mobilenet-v2");
        ImageProcessor processor = ImageProcessor.load(place);
        try (FileSystem zip = FileSystems.newFileSystem(SharedData.path(RUNS));
                VisionEncoder encoder = VisionEncoder.open(place, VisionFeatures.POOLED, SessionConfig.DEFAULT)) {
            OmniglotRuns all = OmniglotRuns.read(zip.getPath("/"));
            assertEquals(20, all.tasks().size());
            Map<String, Breakdown> scores = new OmniglotRuns(all.tasks().subList(0, 4))
                    .evaluate(new NearestFeatures(image -> encoder.encode(processor.process(image))));
            assertEquals(45, 80 * scores.get("one_shot_accuracy").overall().value(), CLOSE);
            assertEquals(0.05, scores.get("chance").overall().value(), 1e-12);
        }
    }

    @Test
    void whoLikesAllAlikeIsWrong() throws IOException {
        write(
                "run01/class_labels.txt",
                "run01/test/a.png run01/training/2.png\nrun01/test/b.png run01/training/1.png\n");
        List.of("test/a.png", "test/b.png", "training/1.png", "training/2.png")
                .forEach(name -> write("run01/" + name, ""));
        assertTrue(new OneShotEvaluation().suits(folder));
        OmniglotRuns runs = OmniglotRuns.read(folder);
        assertEquals(List.of(1, 0), runs.tasks().get(0).labels());
        assertEquals(0, accuracy(runs, (query, examples) -> new double[] {1, 1}));
        assertEquals(0.5, accuracy(runs, (query, examples) -> new double[] {1, 0}));
    }

    @Test
    void saysWhatIsMissing() {
        assertFalse(new OneShotEvaluation().suits(folder));
        assertFalse(new OneShotEvaluation().suits(folder.resolve("absent")));
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

package dev.graft.eval.similarity;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** The evaluation of a vision encoder's features alone, as they are, on {@link OmniglotRuns}. */
public final class OneShotEvaluation implements FeatureTask {
    @Override
    public String data() {
        return "Omniglot's one-shot runs";
    }

    /** Whether there are runs at {@code data}, a folder or a zip file. */
    @Override
    public boolean suits(Path data) {
        return Files.isDirectory(data)
                ? OmniglotRuns.areIn(data)
                : Files.isRegularFile(data)
                        && data.getFileName().toString().endsWith(".zip")
                        && inZip(data, OmniglotRuns::areIn);
    }

    /**
     * Classifies by {@link NearestFeatures}.
     *
     * @param data a folder or a zip file with the runs
     * @throws ModelFileException if there is no run, or a file is damaged
     */
    @Override
    public EvaluationReport run(Path data, VisionEncoder encoder, ImageProcessor processor) {
        return Files.isDirectory(data)
                ? report(data, data, encoder, processor)
                : inZip(data, root -> report(data, root, encoder, processor));
    }

    private static EvaluationReport report(Path data, Path folder, VisionEncoder encoder, ImageProcessor processor) {
        NearestFeatures scorer = new NearestFeatures(image -> encoder.encode(processor.process(image)));
        return EvaluationReport.of(data.toString(), OmniglotRuns.read(folder).evaluate(scorer));
    }

    private static <T> T inZip(Path file, Function<Path, T> use) {
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            return use.apply(zip.getPath("/"));
        } catch (IOException e) {
            throw new ModelFileException(file, "is no zip file that can be read: " + e.getMessage(), e);
        }
    }
}

package dev.graft.eval.similarity;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.eval.report.EvaluationReport;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A way to measure a vision encoder's features alone, on data of its own kind.
 *
 * <p>A {@link ServiceLoader} finds the tasks, those of Graft and those of others alike.
 */
public interface FeatureTask {
    /** What the data are called in messages, such as {@code Omniglot's one-shot runs}. */
    String data();

    /** Whether a file or folder holds such data; there may be nothing at the place. */
    boolean suits(Path place);

    /**
     * Measures.
     *
     * @param place one that suits
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged
     */
    EvaluationReport run(Path place, VisionEncoder encoder, ImageProcessor processor);

    /** The task that suits data; empty of data for other evaluations. */
    static Optional<FeatureTask> of(Path place) {
        return ServiceLoader.load(FeatureTask.class, FeatureTask.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(task -> task.suits(place))
                .findFirst();
    }
}

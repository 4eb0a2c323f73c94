package dev.graft.eval.similarity;

import dev.graft.tensors.Registry;
import java.util.ServiceLoader;

/** The tasks on the path of this program. */
final class SimilarityTasks {
    static final Registry<SimilarityTask> ALL = Registry.of(
            "unknown metric of a model that compares images with texts",
            SimilarityTask.class,
            ServiceLoader.load(SimilarityTask.class, SimilarityTask.class.getClassLoader()),
            SimilarityTask::id);

    private SimilarityTasks() {}
}

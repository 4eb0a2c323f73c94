package dev.graft.eval.similarity;

import dev.graft.eval.ImageFeatures;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.ImageTextSimilarity;
import dev.graft.models.data.Sample;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A way to measure a model that compares images with texts and says nothing in words: what {@code --metric} names for such.
 *
 * <p>A {@link java.util.ServiceLoader} finds the tasks, those of Graft and those of others alike. What scores answers in words is
 * a {@link dev.graft.eval.answers.Protocol}.
 */
public interface SimilarityTask {
    /**
     * What is measured, and on what.
     *
     * @param features of the samples' images
     * @param dataset what the report calls the data set
     * @param samples at least one
     * @param limit the most images; 0 for all
     * @param settings what else is asked for, all of which the task reads
     * @param messages told what is done
     */
    record Request(
            ImageTextSimilarity model,
            ImageFeatures features,
            String dataset,
            List<Sample> samples,
            int limit,
            SimilaritySettings settings,
            Consumer<String> messages) {
        public Request {
            samples = List.copyOf(samples);
        }
    }

    /** The name by which options know the task. */
    String id();

    /** The settings that have an effect in it; others are refused where they are given. */
    default Set<SimilaritySettings.Key> reads() {
        return Set.of();
    }

    /**
     * The samples that are measured; all, where a task says nothing else.
     *
     * @param limit the most images; 0 for all
     */
    default List<Sample> asked(List<Sample> samples, int limit) {
        return samples;
    }

    /**
     * Measures.
     *
     * @throws dev.graft.tensors.InvalidInputException if the model or the samples cannot be measured so, or a setting is missing
     */
    EvaluationReport run(Request request);

    /**
     * The task with the given name.
     *
     * @throws dev.graft.tensors.InvalidInputException if there is none, with the names there are
     */
    static SimilarityTask of(String id) {
        return SimilarityTasks.ALL.get(id);
    }

    /** The names of all, the first of which is measured where none is named. */
    static List<String> ids() {
        return SimilarityTasks.ALL.names();
    }
}

package dev.graft.training.run;

import dev.graft.tensors.InvalidInputException;
import dev.graft.training.features.Features;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.MemoryEstimate;
import dev.graft.training.step.TrainingSample;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;

/**
 * What an adapter learns by: to answer through the frozen language model, to compare images with texts, and so on.
 *
 * <p>Objectives are found through {@link ServiceLoader}: one from outside the project is a peer of those of Graft. The
 * setting {@code objective.kind} chooses one by name.
 */
public interface Objective {
    /** The names by which it is chosen; those of one family may share an implementation. */
    List<String> kinds();

    /**
     * Refuses settings under which nothing can be learnt by it, before anything is opened.
     *
     * @throws InvalidInputException naming the setting that is wrong
     */
    void check(TrainingSettings settings);

    /** Whether a model that learnt by it answers questions, and does not only compare images with texts. */
    boolean answers();

    /**
     * Whether the language model learns the samples' answers. Then every sample is read into tokens, and what does not fit is
     * found, before anything is computed; see {@link RunContext#tokens}.
     */
    default boolean learnsAnswers(TrainingSettings settings) {
        return answers();
    }

    /**
     * Whether a sample may have any number of images, and none. Otherwise those that have not exactly one are faults of the
     * data.
     */
    default boolean takesAnyImages() {
        return false;
    }

    /**
     * Why the setting of a key has no effect on what learns by it; empty where it has one.
     *
     * @param key of a setting that all objectives know
     */
    default Optional<String> unread(TrainingSettings settings, String key) {
        return Objectives.unread(this, settings, key);
    }

    /** Options of {@code graft eval} that are worth a try with a model that learnt by it. */
    default List<String> evaluationOptions(TrainingSettings settings) {
        return List.of();
    }

    /**
     * What steps take of the machine's memory at their peak, before anything is computed; empty where that is not known.
     *
     * @param tokens the samples in tokens, as of {@link RunContext#tokens}
     * @param first features of one image or of more
     */
    default Optional<MemoryEstimate> memory(
            TrainingSettings settings, Backbones backbones, List<TrainingSample> tokens, Features first) {
        return Optional.empty();
    }

    /**
     * Opens what is learnt, and prepares all data, so that what is wrong with them shows before the training.
     *
     * @param stopped asked now and then
     * @return empty if it was stopped
     */
    Optional<Task> open(RunContext context, BooleanSupplier stopped);

    /**
     * The objective that settings choose.
     *
     * @throws InvalidInputException if there is none of that name
     */
    static Objective of(TrainingSettings settings) {
        return Objectives.ALL.get(settings.objective().kind());
    }

    /**
     * The objective that settings choose, if they are such as it can be learnt by under them.
     *
     * @throws InvalidInputException naming the setting that is wrong
     */
    static Objective checked(TrainingSettings settings) {
        settings.check();
        Objective objective = of(settings);
        objective.check(settings);
        return objective;
    }

    /** The names of all objectives that there are. */
    static List<String> names() {
        return Objectives.ALL.names();
    }
}

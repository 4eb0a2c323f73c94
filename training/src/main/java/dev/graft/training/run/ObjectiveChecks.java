package dev.graft.training.run;

import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.settings.BestBy;
import dev.graft.training.settings.TrainingSettings;

/** Checks of settings that several objectives share. */
public final class ObjectiveChecks {
    private ObjectiveChecks() {}

    /** Refuses an adapter that reads the question, which nothing gives it to read. */
    public static void requireNoText(TrainingSettings settings) {
        if (settings.adapter().spec() instanceof QFormerSpec spec && spec.vocabulary() > 0) {
            throw new InvalidInputException("setting 'adapter.vocabulary': a Q-Former that reads the question cannot "
                    + "be trained here yet, found " + spec.vocabulary() + "; set it to 0");
        }
    }

    /**
     * Refuses what does not suit an objective that compares the samples of a batch with each other.
     *
     * @param inParts whether a part of the loss may be computed in micro-batches all the same
     */
    public static void requireWholeBatches(TrainingSettings settings, boolean inParts) {
        String kind = settings.objective().kind();
        int batch = settings.batch();
        require("batch", batch > 1, "at least 2 for the objective " + kind, batch);
        require(
                "micro_batch",
                settings.samplesAtOnce() == batch || inParts,
                "0 for the objective " + kind + ", which compares the whole batch",
                settings.microBatch());
        require(
                "best_by",
                settings.validation().bestBy() == BestBy.LOSS,
                "loss for the objective " + kind,
                settings.validation().bestBy());
    }

    /** Refuses a setting that is not right. */
    public static void require(String key, boolean right, String expected, Object found) {
        if (!right) {
            throw new InvalidInputException("setting '" + key + "' must be " + expected + ", found " + found);
        }
    }
}

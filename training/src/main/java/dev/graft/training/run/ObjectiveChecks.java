package dev.graft.training.run;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.Trainable;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Sizes;
import dev.graft.training.settings.BestBy;
import dev.graft.training.settings.TrainingSettings;
import java.util.Locale;
import java.util.Set;

/** Checks of settings that several objectives share. */
public final class ObjectiveChecks {
    /**
     * What a trained weight takes: its start; itself and two moments, each twice, in the optimiser; the gradient there; two
     * sums of gradients; and a copy of it and its moments while they are saved.
     */
    private static final int BYTES_OF_TRAINED = (1 + 2 * 3 + 1 + 2 + 3) * Float.BYTES;

    /** The side of the largest square of numbers that is one tensor. */
    private static final int MOST_COMPARED = (int) Math.sqrt((double) Integer.MAX_VALUE / Float.BYTES);

    private ObjectiveChecks() {}

    /** Refuses an adapter that reads a question, of which there is none where images are compared with texts. */
    public static void requireNoText(TrainingSettings settings) {
        if (settings.adapter().spec() instanceof QFormerSpec spec && spec.vocabulary() > 0) {
            throw new InvalidInputException("setting 'adapter.vocabulary': a Q-Former that reads the question cannot "
                    + "be compared with texts, found " + spec.vocabulary() + "; set it to 0");
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
                "batch",
                batch <= MOST_COMPARED,
                "at most " + MOST_COMPARED + " for the objective " + kind + ", which compares each two of a batch",
                batch);
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

    /**
     * Refuses a network whose training cannot be in the memory there is.
     *
     * @param network that is trained
     */
    public static void requireMemory(TrainingSettings settings, Trainable network) {
        double weights = network.parameters().stream()
                .mapToDouble(parameter -> Sizes.elements(parameter.shape()))
                .sum();
        double bytes = bytes(network, settings.start().trainedParameters().of(network));
        Sizes.requireMemory(
                String.format(Locale.ROOT, "the %.0f weights of the adapter and what their training keeps", weights),
                bytes,
                "make the adapter smaller by the settings 'adapter.*'");
    }

    /**
     * What the weights of a network and their training take, in bytes.
     *
     * @param trained the names of those that are trained
     */
    public static long bytesOfTraining(Trainable network, Set<String> trained) {
        return (long) bytes(network, trained);
    }

    private static double bytes(Trainable network, Set<String> trained) {
        double bytes = 0;
        for (Parameter parameter : network.parameters()) {
            bytes += Sizes.elements(parameter.shape())
                    * (trained.contains(parameter.name()) ? BYTES_OF_TRAINED : Float.BYTES);
        }
        return bytes;
    }

    /**
     * Refuses batches that cannot be in the memory there is.
     *
     * @param what each sample of a batch has, in one word
     * @param vectors how many it has
     * @param width of each
     */
    public static void requireMemory(TrainingSettings settings, String what, int vectors, int width) {
        int samples = settings.samplesAtOnce();
        Sizes.requireMemory(
                "the " + vectors + " " + what + " of width " + width + " of each of the " + samples
                        + " samples that are computed at once",
                Sizes.elements(samples, vectors, width) * Float.BYTES,
                "lower 'batch', set 'micro_batch' to compute fewer at once, or have fewer " + what);
    }

    /** Refuses a setting that is not right. */
    public static void require(String key, boolean right, String expected, Object found) {
        if (!right) {
            throw new InvalidInputException("setting '" + key + "' must be " + expected + ", found " + found);
        }
    }
}

package dev.graft.training;

import dev.graft.tensors.InvalidInputException;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.MemoryEstimate;
import dev.graft.training.step.MemoryUse;
import dev.graft.training.step.PrecisionChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Chooses a precision in which the steps of a training fit into memory, and refuses a training that fits in none, before hours
 * are spent on features.
 *
 * @param machine the memory there is, in bytes
 * @param estimates what steps take under settings; empty where it is not known
 */
record MemoryCheck(long machine, Function<TrainingSettings, Optional<MemoryEstimate>> estimates) {
    /**
     * What a training computes in, and what that takes.
     *
     * @param settings those that were asked for, with a precision that is settled
     * @param estimate empty where it is not known
     * @param reason why the precision is what it is; empty where it was asked for, or is the usual one
     */
    record Choice(TrainingSettings settings, Optional<MemoryEstimate> estimate, String reason) {}

    /**
     * Settles the precision of a training, where that is left to it: the first of float32, int8, and float32 whose weights are read
     * from their file again and again, that fits.
     *
     * @param alone whether it shares its gradients with no other process, which might choose otherwise
     * @throws InvalidInputException if it takes more memory than there is, with the settings under which it would not
     */
    Choice choose(TrainingSettings asked, boolean alone) {
        boolean left = asked.runtime().precision() == PrecisionChoice.AUTO;
        TrainingSettings settings = left ? in(PrecisionChoice.FLOAT32, asked) : asked;
        Optional<MemoryEstimate> estimate = estimates.apply(settings);
        if (estimate.isEmpty() || estimate.get().total() <= machine) {
            return new Choice(settings, estimate, "");
        }
        TrainingSettings smaller = in(PrecisionChoice.INT8, asked);
        Optional<MemoryEstimate> less = left && alone ? estimates.apply(smaller) : Optional.empty();
        if (less.isPresent() && less.get().total() <= machine) {
            String reason = "since a step in float32 would take about "
                    + MemoryEstimate.gigabytes(estimate.get().total()) + " of memory, and there are "
                    + MemoryEstimate.gigabytes(machine);
            return new Choice(smaller, less, reason);
        }
        if (runs(settings, estimate.get())) {
            return new Choice(settings, estimate, "");
        }
        throw new InvalidInputException("a step takes about " + estimate.get() + " of memory, and there are "
                + MemoryEstimate.gigabytes(machine) + "; " + remedy(settings));
    }

    private static TrainingSettings in(PrecisionChoice precision, TrainingSettings settings) {
        return settings.with("precision", precision.toString());
    }

    /** Slowly at least: weights that stay where the file is mapped need not all be in memory at once, but are read anew. */
    private boolean runs(TrainingSettings settings, MemoryEstimate estimate) {
        boolean mapped = settings.runtime().memory() == MemoryUse.LOW
                && !settings.runtime().session().precision().isRounded();
        return estimate.total() - (mapped ? estimate.weights() : 0) <= machine;
    }

    private String remedy(TrainingSettings settings) {
        List<List<String>> changes = new ArrayList<>();
        changes.add(List.of("memory=low"));
        for (int samples = settings.samplesAtOnce() / 2; samples > 0; samples /= 2) {
            changes.add(List.of("micro_batch=" + samples));
        }
        changes.add(List.of("memory=low", "micro_batch=1"));
        changes.add(List.of("precision=int8"));
        changes.add(List.of("precision=int8", "memory=low"));
        changes.add(List.of("precision=int8", "memory=low", "micro_batch=1"));
        List<String> fitting = new ArrayList<>();
        String kind = "";
        for (List<String> change : changes) {
            String first = change.get(0).replaceAll("=.*", "") + change.size();
            Optional<MemoryEstimate> estimate =
                    first.equals(kind) ? Optional.empty() : estimates.apply(with(settings, change));
            if (estimate.isPresent() && estimate.get().total() <= machine) {
                kind = first; // of micro-batches the largest that fits
                fitting.add(String.join(" and ", change) + " ("
                        + MemoryEstimate.gigabytes(estimate.get().total()) + ")");
            }
        }
        return fitting.isEmpty()
                ? "no precision and no micro-batch makes it fit: take shorter samples, fewer visual tokens, a smaller model"
                        + " or a larger machine"
                : fitting.stream().collect(Collectors.joining(", or ", "it would fit with ", ""));
    }

    private static TrainingSettings with(TrainingSettings settings, List<String> change) {
        TrainingSettings changed = settings;
        for (String each : change) {
            String[] parts = each.split("=");
            changed = changed.with(parts[0], parts[1]);
        }
        return changed;
    }
}

package dev.graft.training;

import dev.graft.tensors.InvalidInputException;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.MemoryEstimate;
import dev.graft.training.step.MemoryUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Refuses a training whose steps take more memory than there is, before hours are spent on features.
 *
 * @param machine the memory there is, in bytes
 * @param estimates what steps take under settings; empty where it is not known
 */
record MemoryCheck(long machine, Function<TrainingSettings, Optional<MemoryEstimate>> estimates) {
    /** Against the memory of this machine, or, in a container, what that may use. */
    static MemoryCheck ofMachine(Function<TrainingSettings, Optional<MemoryEstimate>> estimates) {
        return new MemoryCheck(MachineMemory.bytes(), estimates);
    }

    /**
     * The estimate of a training.
     *
     * @throws InvalidInputException if it takes more than there is, with the settings under which it would not
     */
    Optional<MemoryEstimate> require(TrainingSettings settings) {
        Optional<MemoryEstimate> estimate = estimates.apply(settings);
        if (estimate.isPresent() && !runs(settings, estimate.get())) {
            throw new InvalidInputException("a step takes about " + estimate.get() + " of memory, and there are "
                    + MemoryEstimate.gigabytes(machine) + "; " + remedy(settings));
        }
        return estimate;
    }

    /** Slowly at least: weights that stay where the file is mapped need not all be in memory at once, but are read anew. */
    private boolean runs(TrainingSettings settings, MemoryEstimate estimate) {
        boolean mapped = settings.runtime().memory() == MemoryUse.LOW
                && !settings.runtime().precision().isRounded();
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

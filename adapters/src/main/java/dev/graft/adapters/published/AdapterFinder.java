package dev.graft.adapters.published;

import dev.graft.adapters.WeightNames;
import dev.graft.tensors.InvalidInputException;
import java.util.Optional;

/** A rule that tells the settings of adapters of one kind from the names and shapes of published weights. */
@FunctionalInterface
public interface AdapterFinder {
    /**
     * The adapter of this kind under the names of a convention.
     *
     * @throws InvalidInputException if there is one for backbones of other widths
     */
    Optional<FoundAdapter> find(WeightNames convention, AdapterSearch search);
}

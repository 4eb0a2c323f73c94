package dev.graft.training.run;

import dev.graft.models.data.fault.Fault;
import dev.graft.training.step.TrainingSample;
import java.util.Optional;

/**
 * A sample in tokens.
 *
 * @param sample empty where nothing can be learnt of it
 * @param fault why, or, where there is a sample, what was cut of it
 */
record Encoded(Optional<TrainingSample> sample, Optional<Fault> fault) {
    static Encoded unusable(Fault fault) {
        return new Encoded(Optional.empty(), Optional.of(fault));
    }
}

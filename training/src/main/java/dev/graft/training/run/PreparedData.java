package dev.graft.training.run;

import dev.graft.models.data.fault.FaultReport;
import dev.graft.training.step.TrainingSample;
import java.util.List;
import java.util.Map;

/**
 * The data of a run, of which everything was read and looked at.
 *
 * @param tests the data sets of the final evaluation, by how they were given; empty for the samples that are held out
 * @param tokens the training data's samples in tokens, in order; empty where the language model reads none of them
 * @param cut samples whose answers were cut to fit the context
 */
public record PreparedData(RunData training, Map<String, RunData> tests, List<TrainingSample> tokens, FaultReport cut) {
    /** Whether every record that was read can be used. */
    public boolean isWhole() {
        return training.leftOut().isEmpty()
                && tests.values().stream().allMatch(test -> test.leftOut().isEmpty());
    }
}

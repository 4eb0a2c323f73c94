package dev.graft.training.run;

import dev.graft.models.data.Sample;
import dev.graft.training.step.TrainingSample;
import java.util.List;

/**
 * The samples of a run, split by image into what is learnt from and what is held out.
 *
 * @param validation samples that the loss is validated on
 * @param questions held-out samples that may be answered, the same ones first
 * @param heldOut how many samples there are on the images that are not learnt from
 */
public record SplitSamples(
        List<TrainingSample> training, List<TrainingSample> validation, List<Sample> questions, int heldOut) {
    /** How many there are, in one line. */
    public String summary() {
        return "data: " + training.size() + " samples to train on, " + heldOut + " held out, " + validation.size()
                + " of them to validate";
    }
}

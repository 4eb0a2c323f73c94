package dev.graft.training.run;

import dev.graft.models.data.Sample;
import dev.graft.training.step.TrainingSample;
import java.util.List;
import java.util.Optional;

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

    /**
     * Why fewer samples are held out than half of what was asked for; empty where that is not so.
     *
     * @param asked the fraction of the images
     */
    public Optional<String> shortage(double asked) {
        boolean joined = training.stream().anyMatch(sample -> sample.images().size() > 1);
        double expected = asked * (training.size() + heldOut);
        return joined && expected >= 10 && heldOut < expected / 2
                ? Optional.of(
                        "fewer are held out than data.validation=" + asked
                                + " says, since samples that share images are on"
                                + " one side, and most are joined so; for a fair measure give data of other images by data.test")
                : Optional.empty();
    }
}

package dev.graft.training.run;

import dev.graft.models.data.IndexedDataset;
import dev.graft.training.features.FeatureCache;
import dev.graft.training.features.Features;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.GradientExchange;
import dev.graft.training.step.TrainingSample;
import java.util.List;

/**
 * What a training run has at hand once its backbones are open and the features of its images are computed.
 *
 * @param cache for the features of further images
 * @param data all that was read, those samples too that will be held out
 * @param features of the samples' images
 * @param inputs what goes into the run, by content
 * @param provenance the record of the run, told of each checkpoint
 * @param exchange where gradients of other processes that train the same weights come in
 */
public record RunContext(
        TrainingSettings settings,
        RunFolder folder,
        Backbones backbones,
        FeatureCache cache,
        PreparedData data,
        Features features,
        RunInputs inputs,
        Provenance provenance,
        TrainingListener listener,
        GradientExchange exchange) {
    /** The samples to train on, those that will be held out too. */
    public IndexedDataset samples() {
        return data.training().samples();
    }

    /** The samples in tokens, in the same order; none where the language model does not learn their answers. */
    public List<TrainingSample> tokens() {
        return data.tokens();
    }
}

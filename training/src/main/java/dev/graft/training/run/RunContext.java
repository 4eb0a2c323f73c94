package dev.graft.training.run;

import dev.graft.models.data.IndexedDataset;
import dev.graft.training.features.FeatureCache;
import dev.graft.training.features.Features;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.GradientExchange;

/**
 * What a training run has at hand once its backbones are open and the features of its images are computed.
 *
 * @param cache for the features of further images
 * @param samples all that were read, those that will be held out too
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
        IndexedDataset samples,
        Features features,
        RunInputs inputs,
        Provenance provenance,
        TrainingListener listener,
        GradientExchange exchange) {}

package dev.graft.training.run;

import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.training.features.FeatureCache;
import dev.graft.training.features.ImageFile;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.GradientExchange;
import java.nio.file.Path;
import java.util.List;

/** The task of a run that stands still before its first step. */
record OpenTask(Backbones backbones, Task task, AdapterStart start) implements AutoCloseable {
    /** @param cache a folder for the images' features */
    static OpenTask of(TrainingSettings settings, Path cache) {
        SessionConfig session = settings.runtime().session();
        TrainingListener listener = new TrainingListener() {};
        Backbones backbones = Backbones.open(settings);
        Dataset dataset = TrainingData.open(settings, settings.paths().data());
        IndexedDataset samples = TrainingData.load(dataset, settings.data().limit());
        List<ImageFile> images = ImageFile.of(samples, listener);
        FeatureCache features = new FeatureCache(
                cache.resolve("cache"), backbones.vision(), backbones.processor(), session.device(), listener);
        RunInputs inputs = RunInputs.of(settings, backbones, settings.paths().data(), dataset.files(), samples, images);
        try (RunFolder run = RunFolder.of(settings.paths().output(), settings, false)) {
            RunContext context = new RunContext(
                    settings,
                    run,
                    backbones,
                    features,
                    samples,
                    features.load(images, () -> false).orElseThrow(),
                    inputs,
                    Provenance.open(run.provenance(), settings, inputs),
                    listener,
                    GradientExchange.NONE);
            Task task = Objective.of(settings).open(context, () -> false).orElseThrow();
            AdapterStart start = AdapterStart.of(
                    task.network(),
                    settings.start().trainedParameters(),
                    InitialWeights.start(settings, task.network(), listener));
            return new OpenTask(backbones, task, start);
        }
    }

    @Override
    public void close() {
        task.close();
        backbones.close();
    }
}

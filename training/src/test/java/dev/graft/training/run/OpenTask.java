package dev.graft.training.run;

import dev.graft.graph.runtime.SessionConfig;
import dev.graft.training.features.FeatureCache;
import dev.graft.training.features.FeatureType;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.GradientExchange;
import java.nio.file.Path;

/** The task of a run that stands still before its first step. */
record OpenTask(Backbones backbones, Task task, AdapterStart start) implements AutoCloseable {
    /** @param cache a folder for the images' features */
    static OpenTask of(TrainingSettings settings, Path cache) {
        SessionConfig session = settings.runtime().session();
        TrainingListener listener = new TrainingListener() {};
        Backbones backbones = Backbones.open(settings);
        FeatureCache features = new FeatureCache(
                cache.resolve("cache"),
                backbones.vision(),
                backbones.processor(),
                session,
                FeatureType.FLOAT32,
                listener);
        PreparedData data = new DataPreparation(settings, backbones, features, listener)
                .prepare(() -> false)
                .orElseThrow();
        RunInputs inputs = RunInputs.of(settings, backbones, data);
        try (RunFolder run = RunFolder.of(settings.paths().output(), settings, false)) {
            RunContext context = new RunContext(
                    settings,
                    run,
                    backbones,
                    features,
                    data,
                    features.load(data.training().images(), () -> false).orElseThrow(),
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

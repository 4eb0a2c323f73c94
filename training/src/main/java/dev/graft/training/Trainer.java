package dev.graft.training;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.FileHash;
import dev.graft.backbones.ImageProcessor;
import dev.graft.backbones.LanguageModel;
import dev.graft.backbones.Tokenizer;
import dev.graft.backbones.VisionEncoder;
import dev.graft.backbones.VisionFeatures;
import dev.graft.graph.Tensor;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.AdapterWeights;
import dev.graft.models.BackboneReference;
import dev.graft.models.ModelDescription;
import dev.graft.models.data.IndexedDataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Trains an adapter between two frozen backbones and writes the model folder. */
public final class Trainer {
    private final TrainingConfig config;
    private final TrainingListener listener;

    public Trainer(TrainingConfig config, TrainingListener listener) {
        this.config = config;
        this.listener = listener;
    }

    /**
     * Trains from the start, or from the last checkpoint of the output folder.
     *
     * @param resume whether to go on with a run that the output folder holds; without, such a folder is refused
     * @param stopped asked before each step; when true the run is saved and ends
     * @return whether the last step was reached
     */
    public boolean run(boolean resume, BooleanSupplier stopped) {
        SessionConfig session = config.session();
        Path languageFolder = config.path("language");
        RunFolder folder = RunFolder.open(config.path("output"), config, resume);
        try (VisionEncoder vision = VisionEncoder.open(
                        config.path("vision"), VisionFeatures.parse(config.text("features")), session);
                LanguageModel language = LanguageModel.open(languageFolder, session);
                Tokenizer tokenizer = Tokenizer.load(languageFolder)) {
            IndexedDataset samples = TrainingData.load(config);
            ImageProcessor processor = ImageProcessor.load(config.path("vision"));
            List<ImageFile> images = ImageFile.of(samples, listener);
            FeatureCache cache = new FeatureCache(
                    CacheFolder.of(config.text("cache")), vision, processor, session.device(), listener);
            Optional<Features> loaded = cache.load(images, stopped);
            if (loaded.isEmpty()) {
                return false;
            }
            Features features = loaded.get();
            Adapter adapter = config.adapter().create(features.width(), features.tokens(), language.width());
            TrainingData data = new TrainingData(config, language, tokenizer, adapter, features);
            TrainingLoop.Data parts = data.split(samples);
            report(adapter, features, parts, language);
            boolean complete = train(folder, session, language, adapter, parts, stopped);
            if (complete) {
                write(folder, vision, language, features);
            }
            return complete;
        }
    }

    private void report(Adapter adapter, Features features, TrainingLoop.Data data, LanguageModel language) {
        long parameters = adapter.parameterShapes().values().stream()
                .mapToLong(Tensor::elementCount)
                .sum();
        listener.onMessage("adapter: " + parameters + " parameters, "
                + adapter.visualTokens(features.tokens()) + " visual tokens of width " + language.width()
                + " from " + features.tokens() + " features of width " + features.width());
        listener.onMessage("data: " + data.training().size() + " samples to train on, "
                + data.validation().size() + " to validate");
    }

    private boolean train(
            RunFolder folder,
            SessionConfig session,
            LanguageModel language,
            Adapter adapter,
            TrainingLoop.Data data,
            BooleanSupplier stopped) {
        try (TrainingStep step = new TrainingStep(language, adapter, session);
                AdamW optimizer = new AdamW(config.optimizer(), adapter.initialise(config.seed()), session)) {
            TrainingLoop loop =
                    new TrainingLoop(config, language, adapter, data, step, optimizer, folder.checkpoints(), listener);
            loop.resume();
            try (MetricsLog log = MetricsLog.open(folder.metrics(), loop.stepsTaken())) {
                return loop.run(log, stopped);
            }
        }
    }

    private void write(RunFolder folder, VisionEncoder vision, LanguageModel language, Features features) {
        ModelDescription description = new ModelDescription(
                config.adapter(),
                config.prompt(),
                config.text("features"),
                features.tokens(),
                reference("vision", vision.id(), vision.sha256(), vision.width()),
                reference("language", language.config().id(), FileHash.sha256(language.files()), language.width()));
        Adapter adapter = config.adapter().create(features.width(), features.tokens(), language.width());
        Path best = folder.checkpoints().resolve(TrainingLoop.BEST);
        folder.writeModel(description, AdapterWeights.load(best, adapter));
    }

    private BackboneReference reference(String key, String id, String sha256, int width) {
        return new BackboneReference(config.path(key), id, sha256, width);
    }
}

package dev.graft.training;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.tensors.files.CacheFolder;
import dev.graft.training.features.FeatureCache;
import dev.graft.training.features.Features;
import dev.graft.training.features.ImageFile;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.run.Backbones;
import dev.graft.training.run.Objective;
import dev.graft.training.run.Provenance;
import dev.graft.training.run.Run;
import dev.graft.training.run.RunContext;
import dev.graft.training.run.RunFolder;
import dev.graft.training.run.RunInputs;
import dev.graft.training.run.Task;
import dev.graft.training.run.TrainingData;
import dev.graft.training.settings.TrainingConfig;
import dev.graft.training.step.NonFiniteLossException;
import java.nio.file.Files;
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

    /** The settings of the run that a folder holds, with which it can be resumed; empty where it holds none. */
    public static Optional<TrainingConfig> earlier(Path folder) {
        Path file = folder.resolve(RunFolder.CONFIG);
        return Files.exists(file) ? Optional.of(TrainingConfig.defaults().withFile(file)) : Optional.empty();
    }

    /**
     * Trains from the start, or from the last checkpoint of the output folder.
     *
     * @param resume whether to go on with a run that the output folder holds; without, such a folder is refused
     * @param stopped asked before each step, and now and then in between; when true the run is saved and ends
     * @return whether the last step was reached and the model evaluated
     * @throws IllegalArgumentException if a setting cannot be, the run to resume was begun with other settings, backbones
     *     or data, or another process is training it
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged, an image of the data among them
     * @throws NonFiniteLossException if the loss is no longer a number; the last checkpoint is kept
     */
    public boolean run(boolean resume, BooleanSupplier stopped) {
        Objective.checked(config);
        try (RunFolder folder = RunFolder.of(config.path("output"), config, resume)) {
            config.prepare(listener::onMessage);
            return run(folder, stopped);
        }
    }

    private boolean run(RunFolder folder, BooleanSupplier stopped) {
        SessionConfig session = config.session();
        Path languageFolder = config.path("language");
        try (VisionEncoder vision = VisionEncoder.open(
                        config.path("vision"), VisionFeatures.parse(config.text("features")), session);
                LanguageModel language = LanguageModel.open(languageFolder, session);
                Tokenizer tokenizer = Tokenizer.load(languageFolder)) {
            Backbones backbones = new Backbones(config, vision, language, tokenizer);
            Dataset dataset = TrainingData.open(config, config.path("data.path"));
            IndexedDataset samples = TrainingData.load(dataset, config.integer("data.limit"));
            List<ImageFile> images = ImageFile.of(samples, listener);
            RunInputs inputs =
                    RunInputs.of(config, backbones, config.path("data.path"), dataset.files(), samples, images);
            Provenance provenance = Provenance.open(folder.provenance(), config, inputs);
            // Not before all is there and the same: a mistyped path leaves no folder behind, a refusal no change.
            folder.begin(config);
            provenance.begin();
            try {
                boolean complete = train(folder, backbones, samples, images, inputs, provenance, stopped);
                provenance.end(complete ? Provenance.Status.COMPLETE : Provenance.Status.INTERRUPTED);
                return complete;
            } catch (RuntimeException | Error e) {
                fail(provenance, e);
                throw e;
            }
        }
    }

    private boolean train(
            RunFolder folder,
            Backbones backbones,
            IndexedDataset samples,
            List<ImageFile> images,
            RunInputs inputs,
            Provenance provenance,
            BooleanSupplier stopped) {
        FeatureCache cache = new FeatureCache(
                CacheFolder.of(config.text("cache")),
                backbones.vision(),
                backbones.processor(),
                config.session().device(),
                listener);
        Optional<Features> features = cache.load(images, stopped);
        if (features.isEmpty()) {
            return false;
        }
        RunContext context =
                new RunContext(config, folder, backbones, cache, samples, features.get(), inputs, provenance, listener);
        Optional<Task> opened = Objective.of(config).open(context, stopped);
        if (opened.isEmpty()) {
            return false;
        }
        try (Task task = opened.get()) {
            return new Run(context, task).run(stopped);
        }
    }

    /** Notes a failure; where that fails too, as on a full disk, the first one is still what is reported. */
    private static void fail(Provenance provenance, Throwable failure) {
        try {
            provenance.end(Provenance.Status.FAILED);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}

package dev.graft.training;

import dev.graft.models.data.fault.UnusedFields;
import dev.graft.models.source.Reference;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Place;
import dev.graft.training.features.FeatureCache;
import dev.graft.training.features.Features;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.run.Backbones;
import dev.graft.training.run.DataPreparation;
import dev.graft.training.run.Objective;
import dev.graft.training.run.PreparedData;
import dev.graft.training.run.Provenance;
import dev.graft.training.run.Run;
import dev.graft.training.run.RunContext;
import dev.graft.training.run.RunFolder;
import dev.graft.training.run.RunInputs;
import dev.graft.training.run.Task;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.GradientExchange;
import dev.graft.training.step.MachineMemory;
import dev.graft.training.step.NonFiniteLossException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Trains an adapter between two frozen backbones and writes the model folder. */
public final class Trainer {
    /** How often a run begins again whose files in the cache are deleted meanwhile. */
    private static final int ATTEMPTS = 5;

    private final TrainingSettings settings;
    private final TrainingListener listener;
    private final GradientExchange exchange;
    private final long memory;

    /** A training in this process alone. */
    public Trainer(TrainingSettings settings, TrainingListener listener) {
        this(settings, listener, GradientExchange.NONE);
    }

    /**
     * A training that may share its gradients.
     *
     * @param exchange adds the gradients of other processes that train the same weights
     */
    public Trainer(TrainingSettings settings, TrainingListener listener, GradientExchange exchange) {
        this(settings, listener, exchange, MachineMemory.bytes());
    }

    /** @param memory that there is, in bytes */
    Trainer(TrainingSettings settings, TrainingListener listener, GradientExchange exchange, long memory) {
        this.memory = memory;
        this.settings = settings;
        this.listener = listener;
        this.exchange = exchange;
    }

    /** The settings of the run that a folder holds, with which it can be resumed; empty where it holds none. */
    public static Optional<TrainingSettings> earlier(Path folder) {
        Path file = folder.resolve(RunFolder.CONFIG);
        return Files.exists(file) ? Optional.of(TrainingSettings.ofRun(file)) : Optional.empty();
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
        Objective.checked(settings);
        boolean resumed = resume;
        for (int attempt = 1; ; attempt++) {
            TrainingSettings settled = resumed
                    ? earlier(settings.paths().output())
                            .map(settings::settledBy)
                            .orElse(settings)
                    : settings;
            try (RunFolder folder = RunFolder.of(settings.paths().output(), settled, resumed)) {
                Map<Reference.Named, Path> made = settings.paths().prepare(listener::onMessage);
                try {
                    return in(settled).prepare(folder, made, stopped);
                } catch (RuntimeException e) {
                    Optional<Path> lost = lost(made);
                    if (attempt == ATTEMPTS || lost.isEmpty() || e instanceof NonFiniteLossException) {
                        throw e;
                    }
                    listener.onMessage(Place.at(
                            lost.get(),
                            "was deleted or damaged meanwhile; it is made again, and the run goes on from its last"
                                    + " checkpoint"));
                }
            }
            resumed = earlier(settings.paths().output()).isPresent();
        }
    }

    /** What of that which Graft has made, and can make again, is no longer as it was made: the cache may be emptied at any moment. */
    private static Optional<Path> lost(Map<Reference.Named, Path> made) {
        return made.entrySet().stream()
                .filter(each -> !each.getKey().isWhole(each.getValue()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Refuses to leave out records whose images were deleted from the cache meanwhile. */
    private static void requireWhole(PreparedData data, Map<Reference.Named, Path> made) {
        if (!data.isWhole()) {
            lost(made).ifPresent(place -> {
                throw new ModelFileException(place, "was deleted or damaged while it was read");
            });
        }
    }

    private boolean prepare(RunFolder folder, Map<Reference.Named, Path> made, BooleanSupplier stopped) {
        PreparedData data;
        MemoryCheck.Choice choice;
        try (Backbones backbones = Backbones.open(settings)) {
            backbones.choices().forEach(listener::onMessage);
            FeatureCache cache = cache(backbones);
            Optional<PreparedData> prepared =
                    new DataPreparation(settings, backbones, cache, listener).prepare(stopped);
            if (prepared.isEmpty()) {
                return false;
            }
            data = prepared.get();
            requireWhole(data, made);
            choice = choose(backbones, cache, data, stopped);
            if (isOpenedFor(choice)) {
                return in(choice.settings()).begin(folder, backbones, cache, data, choice, stopped);
            }
        }
        listener.onMessage("precision " + choice.settings().runtime().precision() + ", " + choice.reason());
        Trainer chosen = in(choice.settings());
        try (Backbones backbones = Backbones.open(choice.settings())) {
            return chosen.begin(folder, backbones, chosen.cache(backbones), data, choice, stopped);
        }
    }

    private FeatureCache cache(Backbones backbones) {
        return new FeatureCache(
                settings.paths().cache(),
                backbones.vision(),
                backbones.processor(),
                settings.runtime().session(),
                settings.backbones().featuresType(),
                listener);
    }

    private Trainer in(TrainingSettings settled) {
        return new Trainer(settled, listener, exchange, memory);
    }

    private boolean isOpenedFor(MemoryCheck.Choice choice) {
        return choice.settings().runtime().session().equals(settings.runtime().session());
    }

    private boolean begin(
            RunFolder folder,
            Backbones backbones,
            FeatureCache cache,
            PreparedData data,
            MemoryCheck.Choice choice,
            BooleanSupplier stopped) {
        RunInputs inputs = RunInputs.of(settings, backbones, data);
        Provenance provenance = Provenance.open(folder.provenance(), settings, inputs);
        choice.estimate().ifPresent(estimate -> {
            listener.onMessage("memory of a step in " + settings.runtime().precision() + ": about " + estimate);
            provenance.expect(estimate);
        });
        provenance.explainPrecision(choice.reason());
        // Not before all is there and the same: a mistyped path leaves no folder behind, a refusal no change.
        folder.begin(settings);
        inputs.writeImages(folder.path());
        provenance.begin();
        try {
            boolean complete = train(folder, backbones, cache, data, inputs, provenance, stopped);
            provenance.end(complete ? Provenance.Status.COMPLETE : Provenance.Status.INTERRUPTED);
            return complete;
        } catch (RuntimeException | Error e) {
            fail(provenance, e);
            throw e;
        }
    }

    /** Before the features of all images are computed, the precision, if it is left to the run; refuses one that has too little memory. */
    private MemoryCheck.Choice choose(
            Backbones backbones, FeatureCache cache, PreparedData data, BooleanSupplier stopped) {
        Optional<Features> first = data.tokens().isEmpty()
                ? Optional.empty()
                : cache.load(data.training().images().subList(0, 1), stopped);
        return new MemoryCheck(
                        memory,
                        changed -> first.flatMap(
                                features -> Objective.of(changed).memory(changed, backbones, data.tokens(), features)))
                .choose(settings, exchange == GradientExchange.NONE);
    }

    private boolean train(
            RunFolder folder,
            Backbones backbones,
            FeatureCache cache,
            PreparedData data,
            RunInputs inputs,
            Provenance provenance,
            BooleanSupplier stopped) {
        folder.writeLeftOut(data).forEach(listener::onMessage);
        String unused = UnusedFields.summary(data.training().samples().unused());
        if (!unused.isEmpty()) {
            listener.onMessage("data: " + unused);
        }
        Optional<Features> features = cache.load(data.training().images(), stopped);
        if (features.isEmpty()) {
            return false;
        }
        RunContext context = new RunContext(
                settings, folder, backbones, cache, data, features.get(), inputs, provenance, listener, exchange);
        Optional<Task> opened = Objective.of(settings).open(context, stopped);
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

package dev.graft.training.run;

import dev.graft.adapters.Trainable;
import dev.graft.models.folder.AdapterWeights;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.training.checkpoint.Checkpoint;
import dev.graft.training.checkpoint.CheckpointFiles;
import dev.graft.training.optimizer.AdamW;
import dev.graft.training.order.SampleOrder;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.progress.Validation;
import dev.graft.training.schedule.LearningRateSchedule;
import dev.graft.training.settings.BestBy;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.BatchLoss;
import dev.graft.training.step.GradientExchange;
import dev.graft.training.step.NonFiniteLossException;
import dev.graft.training.step.TrainingSample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The loop: batch after batch through the training graph and the optimiser, with validations and checkpoints between.
 *
 * <p>Everything that happens at a step follows from the seed and the step's number, so that a run which goes on from a
 * checkpoint ends with the same weights, to the last bit, as one that was never interrupted.
 */
public final class TrainingLoop {
    static final String BEST = "best.safetensors";

    private final RunContext context;
    private final Trainable network;
    private final TrainingSettings settings;
    private final SampleOrder order;
    private final Path checkpoints;
    private final TrainingListener listener;
    private final BatchLoss loss;
    private final GradientExchange exchange;
    private final AdamW optimizer;
    private final Validator validator;
    private final int batchSize;
    private final BestBy criterion;
    private Optional<Validation> best = Optional.empty();
    private long savedStep = -1;
    private boolean hasBest;

    /** @param training the samples that are learnt from */
    TrainingLoop(
            RunContext context,
            Trainable network,
            List<TrainingSample> training,
            BatchLoss loss,
            AdamW optimizer,
            Validator validator) {
        this.context = context;
        this.network = network;
        this.settings = context.settings();
        RunData data = context.data().training();
        this.order = SampleOrder.of(settings, data.samples(), data.leftOut().isEmpty(), training);
        this.checkpoints = context.folder().checkpoints();
        this.listener = context.listener();
        this.loss = loss;
        this.exchange = context.exchange();
        this.optimizer = optimizer;
        this.validator = validator;
        this.batchSize = settings.batch();
        this.criterion = settings.validation().bestBy();
    }

    /** Trains from the last checkpoint, or from the start where there is none, as {@link #run}. */
    boolean goOn(BooleanSupplier stopped) {
        if (!order.summary().isEmpty()) {
            listener.onMessage(order.summary());
        }
        resume();
        try (MetricsLog log = MetricsLog.open(context.folder().metrics(), stepsTaken())) {
            return run(log, stopped);
        }
    }

    private void resume() {
        Optional<Checkpoint> saved = new CheckpointFiles(checkpoints).load(listener::onMessage);
        if (saved.isPresent()) {
            Checkpoint checkpoint = saved.get();
            if (!checkpoint.settings().equals(decisive())) {
                throw new InvalidInputException(
                        checkpoints,
                        "this run was made with other settings: " + checkpoint.settings() + "; now they are "
                                + decisive() + "; choose another --output");
            }
            optimizer.restore(checkpoint.state(), checkpoint.step());
            best = checkpoint.best();
            savedStep = checkpoint.step();
            listener.onMessage("resuming after step " + checkpoint.step());
            boolean validated = best.isPresent() || Files.exists(checkpoints.resolve(BEST));
            hasBest = validated && context.folder().hasBest(network, listener::onMessage);
            best = hasBest ? best : Optional.empty();
        }
    }

    /** The weights of the best validation; the last where there was none, and, with a word, where they are lost. */
    Map<String, Tensor> bestWeights() {
        return hasBest && context.folder().hasBest(network, listener::onMessage)
                ? AdapterWeights.load(checkpoints.resolve(BEST), network)
                : loss.weights(optimizer.parameters());
    }

    private long stepsTaken() {
        return optimizer.steps();
    }

    /**
     * Trains to the last step, or until told to stop; either way the state is saved.
     *
     * @return whether the last step was reached
     */
    private boolean run(MetricsLog log, BooleanSupplier stopped) {
        LearningRateSchedule schedule = settings.learningRates();
        int total = settings.steps();
        long start = System.nanoTime();
        long first = optimizer.steps();
        while (optimizer.steps() < total && !stopped.getAsBoolean()) {
            long number = optimizer.steps() + 1;
            double rate = schedule.at(number);
            List<TrainingSample> samples = order.at(number);
            Map<String, Double> losses = loss.accumulate(number, samples, optimizer.parameters());
            double found = losses.get(BatchLoss.LOSS);
            Map<String, Tensor> gradients = exchange.exchange(loss.gradients(), loss.terms(samples));
            double norm = optimizer.step(gradients, rate);
            if (!Double.isFinite(norm)) {
                throw NonFiniteLossException.at(number, found, norm, samples);
            }
            log.write(number, "train", metrics(losses, norm, rate));
            double seconds = (System.nanoTime() - start) / 1e9;
            double stepsPerSecond = (number - first) / seconds;
            listener.onStep(number, total, found, stepsPerSecond * batchSize, (total - number) / stepsPerSecond);
            if (isDue(settings.validation().every(), number, total)) {
                validate(number, log);
            }
            if (isDue(settings.runtime().checkpointEvery(), number, total)) {
                save(log);
            }
        }
        save(log);
        return optimizer.steps() >= total;
    }

    private boolean isDue(int every, long number, int total) {
        return number == total || every > 0 && number % every == 0;
    }

    private static Map<String, Double> metrics(Map<String, Double> losses, double norm, double rate) {
        Map<String, Double> metrics = new LinkedHashMap<>(losses);
        metrics.put("gradient_norm", norm);
        metrics.put("learning_rate", rate);
        return metrics;
    }

    private void validate(long number, MetricsLog log) {
        Optional<Validation> found = validator.validate(loss.weights(optimizer.parameters()));
        found.ifPresent(validation -> {
            log.write(number, "validation", metrics(validation));
            listener.onValidation(number, validation);
        });
        // Where nothing is held out, the last weights are the best.
        boolean better = found.isEmpty() || best.isEmpty() || found.get().isBetterThan(best.get(), criterion);
        if (better) {
            best = found;
            AdapterWeights.save(checkpoints.resolve(BEST), loss.weights(optimizer.parameters()));
            hasBest = true;
        }
    }

    private static Map<String, Double> metrics(Validation validation) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(BatchLoss.LOSS, validation.loss());
        metrics.putAll(validation.parts());
        validation.accuracy().ifPresent(accuracy -> metrics.put("accuracy", accuracy));
        return metrics;
    }

    /**
     * Saves where the run stands. The best weights were saved before: a run that is killed in between goes on from the
     * checkpoint before, takes the same steps again and comes to the same best weights.
     */
    private void save(MetricsLog log) {
        if (optimizer.steps() == savedStep) {
            return;
        }
        log.force();
        Map<String, Tensor> state = optimizer.state();
        new CheckpointFiles(checkpoints).save(new Checkpoint(state, optimizer.steps(), best, decisive()));
        savedStep = optimizer.steps();
        context.provenance().reached(optimizer.steps());
    }

    private String decisive() {
        return settings.decisive().toString();
    }
}

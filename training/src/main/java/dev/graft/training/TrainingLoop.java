package dev.graft.training;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.LanguageModel;
import dev.graft.graph.Tensor;
import dev.graft.models.AdapterWeights;
import dev.graft.models.data.EpochOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The loop: batch after batch through the training graph and the optimiser, with validations and checkpoints between.
 *
 * <p>Everything that happens at a step follows from the seed and the step's number, so that a run which goes on from a
 * checkpoint ends with the same weights, to the last bit, as one that was never interrupted.
 */
final class TrainingLoop {
    static final String LAST = "last.safetensors";
    static final String BEST = "best.safetensors";

    /** What the loop trains on. */
    record Data(List<TrainingSample> training, List<TrainingSample> validation, Features features) {}

    private final TrainingConfig config;
    private final Data data;
    private final Path checkpoints;
    private final TrainingListener listener;
    private final TrainingStep step;
    private final AdamW optimizer;
    private final Batcher batcher;
    private final int batchSize;
    private final int microBatch;
    private double bestLoss = Double.POSITIVE_INFINITY;

    TrainingLoop(
            TrainingConfig config,
            LanguageModel model,
            Adapter adapter,
            Data data,
            TrainingStep step,
            AdamW optimizer,
            Path checkpoints,
            TrainingListener listener) {
        this.config = config;
        this.data = data;
        this.checkpoints = checkpoints;
        this.listener = listener;
        this.step = step;
        this.optimizer = optimizer;
        this.batchSize = config.integer("batch");
        this.microBatch = config.integer("micro_batch") == 0 ? batchSize : config.integer("micro_batch");
        int visualTokens = adapter.visualTokens(data.features().tokens());
        this.batcher = new Batcher(model, data.features(), visualTokens, microBatch);
    }

    /** Goes on from the last checkpoint, if there is one. */
    void resume() {
        Path file = checkpoints.resolve(LAST);
        if (Files.exists(file)) {
            Checkpoint checkpoint = Checkpoint.load(file);
            if (!checkpoint.recipe().equals(recipe())) {
                throw new IllegalArgumentException("[" + file + "] this run was made with other settings: "
                        + checkpoint.recipe() + "; now they are " + recipe() + "; choose another --output");
            }
            optimizer.restore(checkpoint.state(), checkpoint.step());
            bestLoss = checkpoint.bestLoss();
            listener.onMessage("resuming after step " + checkpoint.step());
        }
    }

    long stepsTaken() {
        return optimizer.steps();
    }

    /**
     * Trains to the last step, or until told to stop; either way the state is saved.
     *
     * @return whether the last step was reached
     */
    boolean run(MetricsLog log, BooleanSupplier stopped) {
        LearningRateSchedule schedule = config.schedule();
        int total = config.integer("steps");
        long start = System.nanoTime();
        long first = optimizer.steps();
        while (optimizer.steps() < total && !stopped.getAsBoolean()) {
            long number = optimizer.steps() + 1;
            double rate = schedule.at(number);
            List<TrainingSample> samples = samples(number);
            double loss = accumulate(samples);
            double norm = optimizer.step(step.gradients(), rate);
            requireFinite(number, loss, norm, samples);
            log.write(number, "train", metrics(loss, norm, rate));
            double seconds = (System.nanoTime() - start) / 1e9;
            double stepsPerSecond = (number - first) / seconds;
            listener.onStep(number, total, loss, stepsPerSecond * batchSize, (total - number) / stepsPerSecond);
            if (isDue("validate_every", number, total)) {
                validate(number, log);
            }
            if (isDue("checkpoint_every", number, total)) {
                save();
            }
        }
        save();
        return optimizer.steps() >= total;
    }

    private boolean isDue(String setting, long number, int total) {
        int every = config.integer(setting);
        return number == total || every > 0 && number % every == 0;
    }

    /** The samples of a step: the next ones in the order of their epoch, which goes over into the next. */
    private List<TrainingSample> samples(long number) {
        int size = data.training().size();
        List<TrainingSample> samples = new ArrayList<>();
        long epoch = -1;
        int[] order = {};
        for (int i = 0; i < batchSize; i++) {
            long position = (number - 1) * batchSize + i;
            if (position / size != epoch) {
                epoch = position / size;
                order = order(epoch, size);
            }
            samples.add(data.training().get(order[(int) (position % size)]));
        }
        return samples;
    }

    private long cachedEpoch = -1;
    private int[] cachedOrder = {};

    private int[] order(long epoch, int size) {
        if (epoch != cachedEpoch) {
            cachedOrder = EpochOrder.of(config.seed(), epoch, size);
            cachedEpoch = epoch;
        }
        return cachedOrder;
    }

    private double accumulate(List<TrainingSample> samples) {
        double weight = 1.0 / targets(samples);
        step.reset();
        double loss = 0;
        for (int from = 0; from < samples.size(); from += microBatch) {
            List<TrainingSample> part = samples.subList(from, Math.min(from + microBatch, samples.size()));
            loss += step.accumulate(batcher.batch(part), weight, optimizer.parameters());
        }
        return loss;
    }

    private static int targets(List<TrainingSample> samples) {
        return samples.stream().mapToInt(sample -> sample.target().length).sum();
    }

    private static void requireFinite(long number, double loss, double norm, List<TrainingSample> samples) {
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new NonFiniteLossException(
                    number, loss, norm, samples.stream().map(TrainingSample::id).toList());
        }
    }

    private static Map<String, Double> metrics(double loss, double norm, double rate) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", loss);
        metrics.put("gradient_norm", norm);
        metrics.put("learning_rate", rate);
        return metrics;
    }

    private void validate(long number, MetricsLog log) {
        List<TrainingSample> samples = data.validation();
        if (samples.isEmpty()) {
            saveBest();
            return;
        }
        double weight = 1.0 / targets(samples);
        double loss = 0;
        for (int from = 0; from < samples.size(); from += microBatch) {
            List<TrainingSample> part = samples.subList(from, Math.min(from + microBatch, samples.size()));
            loss += step.loss(batcher.batch(part), weight, optimizer.parameters());
        }
        log.write(number, "validation", Map.of("loss", loss));
        listener.onValidation(number, loss);
        if (loss < bestLoss) {
            bestLoss = loss;
            saveBest();
        }
    }

    private void saveBest() {
        AdapterWeights.save(checkpoints.resolve(BEST), optimizer.parameters());
    }

    private void save() {
        Map<String, Tensor> state = optimizer.state();
        new Checkpoint(state, optimizer.steps(), bestLoss, recipe()).save(checkpoints.resolve(LAST));
    }

    private String recipe() {
        return config.recipe().toString();
    }
}

package dev.graft.training;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Sizes;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
import dev.graft.training.optimizer.AdamW;
import dev.graft.training.optimizer.AdamWConfig;
import dev.graft.training.run.ObjectiveChecks;
import dev.graft.training.step.Batcher;
import dev.graft.training.step.MemoryEstimate;
import dev.graft.training.step.MemoryUse;
import dev.graft.training.step.MicroBatch;
import dev.graft.training.step.PromptReading;
import dev.graft.training.step.TrainedParts;
import dev.graft.training.step.TrainingSample;
import dev.graft.training.step.TrainingStep;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Times training steps through a frozen language model on random samples: text that all have in front, visual tokens, then text,
 * of which the last tokens are targets. A step is loss and gradient of a linear adapter on features of the language model's width,
 * and one step of AdamW.
 *
 * @param batch samples of a step
 * @param tokens positions that are read of each sample, all of the others included
 * @param shared how many of them are the same in all samples, as those of a system prompt
 * @param visualTokens how many of them come from the adapter, at least 1
 * @param targets how many tokens of each sample are predicted, at the last positions
 */
public record StepBenchmark(int batch, int tokens, int shared, int visualTokens, int targets) {
    private static final int WARM_UP = 2;
    private static final long SEED = 0;

    public StepBenchmark {
        boolean fit = (long) shared + visualTokens + targets <= tokens + 1L;
        if (batch < 1 || shared < 0 || visualTokens < 1 || targets < 1 || !fit) {
            throw new InvalidInputException("a step needs a batch, visual tokens and targets of 1 or more, which fit "
                    + "into the tokens of a sample; found batch " + batch + ", " + tokens + " tokens, " + shared
                    + " shared ones, " + visualTokens
                    + " visual tokens, " + targets + " targets");
        }
    }

    /**
     * What was measured.
     *
     * @param lossMillis wall time of the loss alone, in milliseconds, run by run
     * @param stepMillis wall time of whole steps
     * @param memory what a step was expected to take of the machine's memory; empty on a device
     * @param reading how the samples were read
     */
    public record Times(
            double[] lossMillis, double[] stepMillis, Optional<MemoryEstimate> memory, PromptReading reading) {}

    /**
     * Measures a number of steps, after a few that are not counted.
     *
     * @throws InvalidInputException if there is no memory for a step
     */
    public Times run(LanguageModel model, int steps, SessionConfig session, MemoryUse memory) {
        int vocabulary = model.config().vocabularySize().orElse(1);
        Sizes.requireMemory(
                "the embeddings and the scores of " + batch + " samples of " + tokens + " tokens with " + targets
                        + " targets",
                (Sizes.elements(batch, tokens, model.width()) + Sizes.elements(batch, targets, vocabulary))
                        * Float.BYTES,
                "choose a smaller batch, or fewer tokens");
        Adapter adapter = AdapterSpec.of(Map.of("kind", "linear")).create(model.width(), visualTokens, model.width());
        List<TrainingSample> samples = samples(model);
        PromptReading reading = PromptReading.of(model, samples, batch, session);
        MicroBatch micro = new Batcher(reading, new RandomFeatures(visualTokens, model.width()), visualTokens, batch)
                .batch(samples);
        double weight = 1.0 / micro.text().targetCount();
        double[] loss = new double[steps];
        double[] whole = new double[steps];
        Map<String, Tensor> initial = adapter.initialise(SEED);
        try (TrainingStep step = step(reading, adapter, session, memory)) {
            for (int i = -WARM_UP; i < steps; i++) {
                long start = System.nanoTime();
                step.loss(micro, weight, initial);
                note(loss, i, start);
            }
        }
        Optional<MemoryEstimate> estimate;
        try (TrainingStep step = step(reading, adapter, session, memory);
                AdamW optimizer = new AdamW(new AdamWConfig(0.9, 0.999, 1e-8, 0, 1), initial, session)) {
            estimate = step.memory(micro, ObjectiveChecks.bytesOfTraining(adapter, initial.keySet()));
            for (int i = -WARM_UP; i < steps; i++) {
                long start = System.nanoTime();
                step.reset();
                step.accumulate(micro, weight, optimizer.parameters(), i, 0);
                optimizer.step(step.gradients(), 1e-4);
                note(whole, i, start);
            }
        }
        return new Times(loss, whole, estimate, reading);
    }

    private static TrainingStep step(PromptReading reading, Adapter adapter, SessionConfig session, MemoryUse memory) {
        return new TrainingStep(reading, TrainedParts.of(adapter), Map.of(), SEED, session, memory);
    }

    private static void note(double[] millis, int index, long start) {
        if (index >= 0) {
            millis[index] = (System.nanoTime() - start) / 1e6;
        }
    }

    private List<TrainingSample> samples(LanguageModel model) {
        Random random = new Random(SEED);
        int vocabulary = model.config().vocabularySize().orElse(2);
        long[] beginning = random.longs(shared, 0, vocabulary).toArray();
        List<TrainingSample> samples = new ArrayList<>();
        for (int row = 0; row < batch; row++) {
            // The last target is only predicted, never read.
            long[] prompt = random.longs(tokens - targets + 1L, 0, vocabulary).toArray();
            System.arraycopy(beginning, 0, prompt, 0, shared);
            long[] target = random.longs(targets, 0, vocabulary).toArray();
            samples.add(new TrainingSample("random", row, shared, TextRow.of(prompt, target)));
        }
        return samples;
    }

    /** Features drawn from a normal distribution. */
    private record RandomFeatures(int tokens, int width) implements Features {
        @Override
        public Tensor of(int image) {
            Tensor drawn = Tensor.allocate(ElementType.FLOAT, tokens, width);
            FloatBuffer into = drawn.floats();
            Random random = new Random(SEED + image);
            for (int i = 0; i < tokens * width; i++) {
                into.put((float) random.nextGaussian());
            }
            return drawn;
        }
    }
}

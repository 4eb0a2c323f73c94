package dev.graft.training.answering;

import dev.graft.adapters.Adapter;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
import dev.graft.training.run.Backbones;
import dev.graft.training.run.ObjectiveChecks;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.Batcher;
import dev.graft.training.step.MemoryEstimate;
import dev.graft.training.step.PromptReading;
import dev.graft.training.step.TrainedParts;
import dev.graft.training.step.TrainingSample;
import dev.graft.training.step.TrainingStep;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** What a step on the longest samples, on those of the longest answers, or of the most images, takes, from the graph that it would run. */
final class StepMemory {
    private StepMemory() {}

    /** Features of the sizes of others, without a number in them. */
    private record Blank(int tokens, int width, ElementType type) implements Features {
        @Override
        public Tensor of(int image) {
            return Tensor.allocate(type, tokens, width);
        }

        @Override
        public Tensor batch(int[] images, int rows) {
            return Tensor.allocate(type, rows, tokens, width);
        }
    }

    /** Empty on a device, which has memory of its own. */
    static Optional<MemoryEstimate> of(
            TrainingSettings settings, Backbones backbones, List<TrainingSample> tokens, Features first) {
        Adapter adapter = backbones.adapter(first);
        int samples = settings.samplesAtOnce();
        PromptReading reading =
                backbones.readings().of(tokens, samples, settings.runtime().session());
        Batcher batcher = new Batcher(
                reading,
                new Blank(first.tokens(), first.width(), first.type()),
                adapter.visualTokens(first.tokens()),
                settings.backbones().visualLayout(),
                samples);
        try (TrainingStep step = new TrainingStep(
                reading,
                TrainedParts.of(adapter),
                Map.of(),
                settings.seed(),
                settings.runtime().session(),
                settings.runtime().memory())) {
            long trained = ObjectiveChecks.bytesOfTraining(
                    adapter, settings.start().trainedParameters().of(adapter));
            // Values of layers are of all tokens, those of the output layer of what is predicted, the adapter's of
            // images.
            return Stream.<ToIntFunction<TrainingSample>>of(
                            sample -> sample.row().length(),
                            sample -> sample.row().targets(),
                            sample -> sample.images().stream()
                                    .mapToInt(image -> image.grid().tiles())
                                    .sum())
                    .map(size -> largest(tokens, size, samples))
                    .distinct()
                    .flatMap(batch -> step.memory(batcher.batch(batch), trained).stream())
                    .max(Comparator.comparingLong(MemoryEstimate::total));
        }
    }

    private static List<TrainingSample> largest(
            List<TrainingSample> all, ToIntFunction<TrainingSample> size, int count) {
        return all.stream()
                .sorted(Comparator.comparingInt((TrainingSample each) -> -size.applyAsInt(each)))
                .limit(count)
                .toList();
    }
}

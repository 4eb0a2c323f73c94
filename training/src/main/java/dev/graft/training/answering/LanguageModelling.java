package dev.graft.training.answering;

import dev.graft.training.features.Features;
import dev.graft.training.run.Backbones;
import dev.graft.training.run.Objective;
import dev.graft.training.run.RunContext;
import dev.graft.training.run.Task;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.MemoryEstimate;
import dev.graft.training.step.TrainingSample;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Language modelling: the cross-entropy of answers that the frozen language model gives, seeing the visual tokens. */
public final class LanguageModelling implements Objective {
    @Override
    public List<String> kinds() {
        return List.of("language_modelling");
    }

    @Override
    public void check(TrainingSettings settings) {
        // It takes all adapters, and batches of any size.
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public boolean takesAnyImages() {
        return true;
    }

    @Override
    public Optional<MemoryEstimate> memory(
            TrainingSettings settings, Backbones backbones, List<TrainingSample> tokens, Features first) {
        return StepMemory.of(settings, backbones, tokens, first);
    }

    @Override
    public Optional<Task> open(RunContext context, BooleanSupplier stopped) {
        return HeldOutQuestions.tests(context, stopped).map(tests -> new AnsweringTask(context, tests));
    }
}

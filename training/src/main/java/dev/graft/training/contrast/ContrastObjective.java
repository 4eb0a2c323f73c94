package dev.graft.training.contrast;

import dev.graft.adapters.contrast.DualEncoderSpec;
import dev.graft.training.run.Objective;
import dev.graft.training.run.ObjectiveChecks;
import dev.graft.training.run.RunContext;
import dev.graft.training.run.Task;
import dev.graft.training.settings.TrainingSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * CLIP, SigLIP, Llip and CoCa: the visual tokens of any adapter are compared with vectors of a frozen text encoder, over
 * the whole batch. What shows the same image belongs together, as in BLIP's retrieval; captions that are equal by chance do
 * not, as published.
 */
public final class ContrastObjective implements Objective {
    @Override
    public List<String> kinds() {
        return List.of("clip", "siglip", "llip", "coca");
    }

    @Override
    public void check(TrainingSettings settings) {
        ContrastSettings objective = ContrastSettings.of(settings);
        ObjectiveChecks.requireNoText(settings);
        ObjectiveChecks.requireWholeBatches(settings, objective.dual().form() == DualEncoderSpec.Form.COCA);
    }

    @Override
    public boolean answers() {
        return false;
    }

    /** Captions, where they are learnt from the image. */
    @Override
    public boolean learnsAnswers(TrainingSettings settings) {
        return ContrastSettings.of(settings).captions();
    }

    @Override
    public Optional<Task> open(RunContext context, BooleanSupplier stopped) {
        return ContrastTask.open(context, stopped);
    }
}

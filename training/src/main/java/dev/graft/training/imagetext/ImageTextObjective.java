package dev.graft.training.imagetext;

import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.training.run.Objective;
import dev.graft.training.run.ObjectiveChecks;
import dev.graft.training.run.RunContext;
import dev.graft.training.run.Task;
import dev.graft.training.settings.TrainingSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * BLIP-2's first stage, without a language model (Li et al. 2023, arXiv:2301.12597, section 3.2): a Q-Former learns to
 * compare images with their captions, to match them, and to generate the captions.
 */
public final class ImageTextObjective implements Objective {
    @Override
    public List<String> kinds() {
        return List.of("blip2_stage1");
    }

    @Override
    public void check(TrainingSettings settings) {
        ImageTextSettings objective = ImageTextSettings.of(settings);
        ObjectiveChecks.requireWholeBatches(settings, false);
        boolean qformer = settings.adapter().spec() instanceof QFormerSpec;
        ObjectiveChecks.require(
                "adapter.kind",
                qformer,
                "qformer for the objective blip2_stage1",
                settings.adapter().spec().kind());
        int positions = ((QFormerSpec) settings.adapter().spec()).positions();
        ObjectiveChecks.require(
                "objective.text_tokens",
                objective.textTokens() <= positions,
                "at most 'adapter.positions', " + positions,
                objective.textTokens());
    }

    @Override
    public boolean answers() {
        return false;
    }

    /** Captions are learnt though the language model reads none; nothing is evaluated at the end. */
    @Override
    public Optional<String> unread(TrainingSettings settings, String key) {
        if (key.equals("objective.clean_captions")) {
            return Optional.empty();
        }
        return Set.of("data.test", "final_evaluation").contains(key) && !settings.isNothing(key)
                ? Optional.of("the objective blip2_stage1 evaluates nothing at the end")
                : Objective.super.unread(settings, key);
    }

    /** Re-ranking needs a model that has learnt to judge whether a text is true of an image. */
    @Override
    public List<String> evaluationOptions(TrainingSettings settings) {
        return ImageTextSettings.of(settings).matching() > 0 ? List.of("--rerank", "16") : List.of();
    }

    @Override
    public Optional<Task> open(RunContext context, BooleanSupplier stopped) {
        return Optional.of(ImageTextTask.open(context));
    }
}

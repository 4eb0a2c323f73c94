package dev.graft.cli.output;

import dev.graft.training.recipe.Recipe;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a training will do, in a few lines before it begins. */
public final class TrainingSummary {
    private TrainingSummary() {}

    public static String of(Recipe recipe) {
        TrainingSettings last = recipe.last();
        Rows rows = new Rows();
        rows.add("trains", recipe.isSingle() ? what(last) : "in stages, each from the weights of the one before:");
        if (!recipe.isSingle()) {
            recipe.stages()
                    .forEach(stage -> rows.add(
                            "  " + stage.name(),
                            what(stage.settings()) + ", "
                                    + stage.settings().data().path() + ", " + length(stage.settings())));
        }
        rows.add(
                "between",
                each(recipe, settings -> settings.backbones().vision()) + " and "
                        + each(recipe, settings -> settings.backbones().language()) + ", both frozen");
        if (recipe.isSingle()) {
            rows.add("on", last.data().path());
            rows.add("for", length(last));
        }
        if (recipe.stages().stream()
                .anyMatch(stage ->
                        stage.settings().runtime().session().precision().isRounded())) {
            String precision =
                    each(recipe, settings -> settings.runtime().precision().toString());
            rows.add("in", precision + ": products with frozen matrices, as was asked for; all else in float32");
        }
        rows.add(
                "into",
                shortened(last.paths().output()) + ": the model; all settings stand in "
                        + (recipe.isSingle() ? "run.json" : "recipe.json") + " there");
        return rows.toString();
    }

    /** The kind of adapter, and what it learns by. */
    private static String what(TrainingSettings settings) {
        return "adapter " + settings.adapter().kind() + " by "
                + settings.objective().kind();
    }

    private static String length(TrainingSettings settings) {
        return settings.steps() + " steps of " + settings.batch() + " samples";
    }

    /** What stages have, which may be the same for all. */
    private static String each(Recipe recipe, Function<TrainingSettings, String> setting) {
        List<Recipe.Stage> stages = recipe.stages();
        return stages.stream()
                .map(stage -> setting.apply(stage.settings()))
                .distinct()
                .collect(Collectors.joining(", then "));
    }

    /** A folder as it is named from here, if it lies below. */
    static Path shortened(Path folder) {
        Path here = Path.of("").toAbsolutePath();
        return folder.startsWith(here) ? here.relativize(folder) : folder;
    }
}

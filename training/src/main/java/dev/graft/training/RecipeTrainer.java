package dev.graft.training;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Place;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.recipe.Recipe;
import dev.graft.training.recipe.RecipeFile;
import dev.graft.training.run.Objective;
import dev.graft.training.run.Provenance;
import dev.graft.training.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Trains the stages of a recipe one after the other, each in a folder of its own. */
public final class RecipeTrainer {
    private static final String FILE = "recipe.json";

    private final Recipe recipe;
    private final TrainingListener listener;

    public RecipeTrainer(Recipe recipe, TrainingListener listener) {
        this.recipe = check(recipe);
        this.listener = listener;
    }

    /**
     * A recipe, if its stages can be trained.
     *
     * @throws dev.graft.tensors.InvalidInputException naming the setting that is wrong
     */
    public static Recipe check(Recipe recipe) {
        recipe.check().stages().forEach(stage -> Objective.checked(stage.settings()));
        return recipe;
    }

    /** The recipe that a folder was begun with, with which it can be resumed; empty where it holds none. */
    public static Optional<Recipe> earlier(Path folder) {
        Path file = folder.resolve(FILE);
        return Files.exists(file)
                ? Optional.of(RecipeFile.read(file).recipe(false))
                : Trainer.earlier(folder).map(Recipe::single);
    }

    /**
     * Trains from the start, or goes on with the first stage that is not complete. See {@link Trainer#run} for what is
     * refused.
     *
     * @param resume whether to go on with what the output folder holds
     * @param stopped asked before each step; when true the stage is saved and ends
     * @return whether the last step of the last stage was reached
     */
    public boolean run(boolean resume, BooleanSupplier stopped) {
        if (recipe.isSingle()) {
            return new Trainer(recipe.last(), listener).run(resume, stopped);
        }
        List<Recipe.Stage> stages = recipe.placed();
        begin(resume);
        for (int i = 0; i < stages.size(); i++) {
            Path folder = stages.get(i).settings().paths().output();
            boolean last = i == stages.size() - 1;
            boolean done = !last && Provenance.isComplete(folder);
            listener.onMessage("stage " + (i + 1) + " of " + stages.size() + ", "
                    + stages.get(i).name() + ": " + folder + (done ? " is complete" : ""));
            if (!done && !new Trainer(stages.get(i).settings(), listener).run(resume && isRun(folder), stopped)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRun(Path folder) {
        return Files.exists(folder.resolve(RunFolder.CONFIG));
    }

    private void begin(boolean resume) {
        Path folder = recipe.last().paths().output();
        Path file = folder.resolve(FILE);
        if (Files.exists(file)) {
            if (begun(folder).isPresent() && !resume) {
                throw new InvalidInputException(
                        folder, "already holds a recipe's runs; go on with it by --resume, or choose another --output");
            }
            requireSame(recipe);
        } else {
            RunFolder.check(folder, recipe.last(), false); // a single run, or files of something else
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(folder, "cannot be made: " + e + "; choose another --output"), e);
        }
        AtomicFiles.write(file, recipe.toJson());
    }

    /** Refuses to go on with what was begun under other settings in the recipe's folder. */
    static void requireSame(Recipe recipe) {
        Path folder = recipe.last().paths().output();
        List<String> differences = begun(folder).map(recipe::differencesFrom).orElse(List.of());
        if (!differences.isEmpty()) {
            throw new InvalidInputException(
                    recipe.isSingle() ? folder : folder.resolve(FILE),
                    "this was begun with other settings: " + String.join("; ", differences)
                            + "; go on with the same, or begin anew in another --output");
        }
    }

    /** The recipe of which a folder holds a run; without one nothing was begun: a path was wrong. */
    private static Optional<Recipe> begun(Path folder) {
        return earlier(folder)
                .filter(recipe -> recipe.with("output", folder.toString()).placed().stream()
                        .anyMatch(stage -> isRun(stage.settings().paths().output())));
    }
}

package dev.graft.cli;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.GivenPath;
import dev.graft.training.RecipeTrainer;
import dev.graft.training.SeedTrainer;
import dev.graft.training.recipe.ModelStart;
import dev.graft.training.recipe.Preset;
import dev.graft.training.recipe.Recipe;
import dev.graft.training.recipe.RecipeFile;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which recipe a user means: the run to resume, or the preset, or defaults; then the file, then flags.
 *
 * @param preset its name, if one is named
 * @param small whether its settings for small backbones are asked for
 * @param start the folder of a model to go on with
 * @param file a recipe of the user's
 * @param flags values of settings by key, or {@code STAGE:KEY}
 * @param resume whether to go on with the run that the output folder holds
 * @param messages told of settings without effect in a file of all settings
 */
record RecipeChoice(
        Optional<String> preset,
        boolean small,
        Optional<Path> start,
        Optional<Path> file,
        Map<String, String> flags,
        boolean resume,
        Consumer<String> messages) {
    private static final Set<String> BACKBONES = Set.of("vision", "language");

    Recipe recipe() {
        Recipe chosen = chosen();
        flags.keySet().forEach(chosen::requireRead);
        return chosen;
    }

    private Recipe chosen() {
        Optional<RecipeFile> own = file.map(RecipeFile::read);
        Recipe begun = begun(own);
        if (!resume) {
            return begun;
        }
        String folder = flags.getOrDefault("output", begun.last().output());
        Path output = GivenPath.of(folder);
        Optional<Recipe> earlier = RecipeTrainer.earlier(output).or(() -> SeedTrainer.earlier(output));
        if (earlier.isEmpty() && file.isEmpty() && !flags.containsKey("vision")) {
            throw new InvalidInputException(
                    folder,
                    "holds no run to resume; name its folder by" + " --output, or leave --resume out to begin one");
        }
        if (earlier.isEmpty() || own.isPresent() && !own.get().isPlain()) {
            return begun;
        }
        Recipe resumed =
                read(own, own.map(earlier.get()::with).orElseGet(earlier::get)).with(flags);
        preset.ifPresent(name -> requireSame(name, begun, resumed, folder));
        return resumed;
    }

    /** A recipe that a file has made, if it reads all of the file. */
    private Recipe read(Optional<RecipeFile> own, Recipe recipe) {
        own.ifPresent(given -> given.requireRead(recipe, messages));
        return recipe;
    }

    /** A run goes on under its own settings; a preset of others would have no effect. */
    private static void requireSame(String name, Recipe given, Recipe resumed, String folder) {
        List<String> differences = given.differencesFrom(resumed);
        if (!differences.isEmpty()) {
            throw new InvalidInputException(
                    folder,
                    "this run was begun with other settings than the preset '" + name + "' gives: "
                            + String.join("; ", differences)
                            + "; leave --preset out to go on with it, or choose another --output");
        }
    }

    /** What these arguments begin. */
    private Recipe begun(Optional<RecipeFile> own) {
        Optional<RecipeFile> named = named().map(RecipeFile::of);
        Optional<RecipeFile> base = named.or(() -> own);
        Optional<RecipeFile> over = named.isPresent() ? own : Optional.empty();
        if (base.isEmpty() && small) {
            throw new InvalidInputException("--small is a choice of presets; name one by --preset");
        }
        Recipe recipe = begun(base, over, small);
        Set<String> chosenByFile = own.map(each -> each.chosen(recipe)).orElse(Set.of());
        Set<String> given = Stream.concat(
                        flags.keySet().stream(), chosenByFile.stream().filter(BACKBONES::contains))
                .collect(Collectors.toSet());
        Optional<ModelStart> model = start.map(folder -> ModelStart.of(folder, given));
        model.ifPresent(each -> each.requireAgreed(recipe, chosenByFile));
        if (!resume) {
            read(own, goneOn(model, small ? begun(base, over, false) : recipe));
        }
        boolean open = !namesWhatToConnect() && recipe.isOpen();
        boolean becomesSmall = small || open && base.isPresent() && base.get().hasSmall();
        Recipe chosen = becomesSmall ? begun(base, over, true) : recipe;
        if (becomesSmall && base.equals(own)) {
            base.get().requireSmallRead(chosen);
        }
        Recipe whole = goneOn(model, chosen).with(flags);
        model.ifPresent(each -> each.requireBackbones(whole));
        return whole;
    }

    private static Recipe goneOn(Optional<ModelStart> model, Recipe recipe) {
        return model.map(each -> recipe.with(each.settings())).orElse(recipe);
    }

    private static Recipe begun(Optional<RecipeFile> base, Optional<RecipeFile> over, boolean asSmall) {
        Recipe recipe =
                base.map(each -> each.recipe(asSmall)).orElseGet(() -> Recipe.single(TrainingSettings.DEFAULTS));
        return over.map(recipe::with).orElse(recipe);
    }

    private boolean namesWhatToConnect() {
        Stream<String> keys = flags.keySet().stream().map(key -> key.substring(key.indexOf(':') + 1));
        return start.isPresent() || keys.anyMatch(List.of("vision", "language", "data.path")::contains);
    }

    /** The one that is named, or, where nothing says what to connect and to learn, that of the little world. */
    private Optional<Preset> named() {
        if (preset.isPresent()) {
            return Optional.of(Preset.of(preset.get()));
        }
        return file.isEmpty() && !namesWhatToConnect() ? Optional.of(Preset.SHAPES) : Optional.empty();
    }
}

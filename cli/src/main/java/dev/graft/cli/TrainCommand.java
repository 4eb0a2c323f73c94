package dev.graft.cli;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.GivenPath;
import dev.graft.training.RecipeTrainer;
import dev.graft.training.run.Objective;
import dev.graft.training.settings.Preset;
import dev.graft.training.settings.Recipe;
import dev.graft.training.settings.RecipeFile;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code graft train}. */
@Command(
        name = "train",
        description = {
            "Trains an adapter between two frozen backbones.",
            "With no settings it does so on what Graft carries: a small vision encoder, a small language model and a"
                    + " world of coloured shapes."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Every setting of the configuration can be changed by --set, such as --set optimizer.learning_rate=2e-3.",
            "The resolved configuration is printed, and saved as run.json in the output folder.",
            "A preset or file with stages trains them one after the other in folders of their own, each from the weights of",
            "the one before; --set STAGE:KEY=VALUE changes a setting of one. 'graft preset list' tells what there is."
        })
final class TrainCommand implements Callable<Integer> {
    /** As the user called it, if the launcher told. */
    private static final String COMMAND = System.getProperty("graft.command", "graft");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "settings that Graft carries: ${COMPLETION-CANDIDATES} (default: shapes, if neither backbones nor"
                            + " data are given)",
            completionCandidates = PresetCommand.Names.class)
    private String preset;

    @Option(
            names = "--small",
            description = "with the preset's settings for small backbones, which also name those that Graft carries"
                    + " (default if neither backbones nor data are given)")
    private boolean small;

    @Option(names = "--config", description = "a JSON file with settings, in the form of a preset")
    private Path config;

    @Option(names = "--vision", description = "folder of the frozen vision encoder")
    private String vision;

    @Option(names = "--language", description = "folder of the frozen language model")
    private String language;

    @Option(names = "--data", description = "file or folder of the training data")
    private String data;

    @Option(names = "--output", description = "folder for the trained model and the record of the run")
    private String output;

    @Option(names = "--steps", description = "optimiser steps")
    private String steps;

    @Option(names = "--batch", description = "samples of a step")
    private String batch;

    @Option(names = "--learning-rate", description = "peak of the learning rate")
    private String learningRate;

    @Option(names = "--seed", description = "decides initialisation, split and order")
    private String seed;

    @Option(names = "--device", description = "cpu, cuda or cuda:N")
    private String device;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "changes any setting; may be repeated; STAGE:KEY for that of one stage")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--resume", description = "go on with the run that the output folder holds, under its settings")
    private boolean resume;

    @Option(names = "--quiet", description = "print only errors")
    private boolean quiet;

    @Override
    public Integer call() {
        Recipe recipe = RecipeTrainer.check(resolve());
        if (!quiet) {
            spec.commandLine().getErr().print(recipe.toJson());
        }
        try (StopSignal stop = StopSignal.listen()) {
            Progress progress = new Progress(spec.commandLine().getErr(), quiet);
            boolean complete = train(recipe, progress, stop);
            if (!complete) {
                spec.commandLine().getErr().println("graft: stopped; the run is saved, --resume goes on with it");
                return Main.INTERRUPTED;
            }
            List<Recipe.Stage> stages = recipe.placed();
            TrainingSettings last = stages.get(stages.size() - 1).settings();
            spec.commandLine().getOut().println(last.paths().output());
            next(last, progress);
            return Main.DONE;
        }
    }

    private boolean train(Recipe recipe, Progress progress, StopSignal stop) {
        try {
            return new RecipeTrainer(recipe, progress).run(resume, stop::received);
        } finally {
            progress.finish(); // an error message begins a line of its own
        }
    }

    /** What to do with the trained model. */
    private void next(TrainingSettings resolved, Progress progress) {
        Path here = Path.of("").toAbsolutePath();
        Path output = resolved.paths().output();
        Path folder = output.startsWith(here) ? here.relativize(output) : output;
        if (!Objective.of(resolved).answers()) {
            nextAfterImageText(resolved, folder);
            return;
        }
        String image = "IMAGE";
        String question = "what is in the picture?";
        if (progress.example().isPresent()) {
            image = progress.example().get().image().toString();
            question = progress.example().get().question();
        }
        String test = resolved.data().test().split(",")[0];
        if (!quiet) {
            spec.commandLine().getErr().printf("""

                    Next:
                      %1$s ask %2$s %3$s "%4$s"
                      %1$s eval %2$s --data %5$s
                    """, COMMAND, folder, image, question, test.isEmpty() ? "DATA" : test);
        }
    }

    /** What to do with a model that compares images with texts. */
    private void nextAfterImageText(TrainingSettings resolved, Path folder) {
        if (!quiet) {
            String test = resolved.data().test().split(",")[0];
            spec.commandLine()
                    .getErr()
                    .printf(
                            """

                    Next:
                      %1$s eval %2$s --data %3$s%4$s
                      %1$s train --set init=%2$s ...   (a model that answers, with the same settings of the adapter)
                    """,
                            COMMAND,
                            folder,
                            test.isEmpty() ? "CAPTIONS" : test,
                            String.join(
                                    "",
                                    Objective.of(resolved).evaluationOptions(resolved).stream()
                                            .map(" "::concat)
                                            .toList()));
        }
    }

    /** The run to resume, or the preset, or defaults; then the file, then flags. */
    private Recipe resolve() {
        Optional<RecipeFile> file = Optional.ofNullable(config).map(RecipeFile::read);
        Recipe begun = begun(file);
        if (!resume) {
            return begun;
        }
        String folder = flags().getOrDefault("output", begun.last().output());
        Optional<Recipe> earlier = RecipeTrainer.earlier(GivenPath.of(folder));
        if (earlier.isEmpty() && config == null && !flags().containsKey("vision")) {
            throw new InvalidInputException(
                    folder,
                    "holds no run to resume; name its folder by" + " --output, or leave --resume out to begin one");
        }
        if (earlier.isEmpty() || file.isPresent() && !file.get().isPlain()) {
            return begun;
        }
        return flagged(file.map(earlier.get()::with).orElseGet(earlier::get));
    }

    /** What these arguments begin. */
    private Recipe begun(Optional<RecipeFile> file) {
        Optional<RecipeFile> named = preset().map(RecipeFile::of);
        Optional<RecipeFile> base = named.or(() -> file);
        Optional<RecipeFile> over = named.isPresent() ? file : Optional.empty();
        if (base.isEmpty() && small) {
            throw new InvalidInputException("--small is a choice of presets; name one by --preset");
        }
        Recipe recipe = begun(base, over, small);
        boolean open = !namesWhatToConnect() && recipe.isOpen();
        return flagged(open && base.isPresent() && base.get().hasSmall() ? begun(base, over, true) : recipe);
    }

    private static Recipe begun(Optional<RecipeFile> base, Optional<RecipeFile> over, boolean asSmall) {
        Recipe recipe =
                base.map(file -> file.recipe(asSmall)).orElseGet(() -> Recipe.single(TrainingSettings.DEFAULTS));
        return over.map(recipe::with).orElse(recipe);
    }

    private boolean namesWhatToConnect() {
        return flags().keySet().stream()
                .map(key -> key.substring(key.indexOf(':') + 1))
                .anyMatch(List.of("vision", "language", "data.path")::contains);
    }

    private Recipe flagged(Recipe recipe) {
        Recipe changed = recipe;
        for (Map.Entry<String, String> flag : flags().entrySet()) {
            changed = changed.with(flag.getKey(), flag.getValue());
        }
        return changed;
    }

    /** The one that is named, or, where nothing says what to connect and to learn, that of the little world. */
    private Optional<Preset> preset() {
        if (preset != null) {
            return Optional.of(Preset.of(preset));
        }
        return config == null && !namesWhatToConnect() ? Optional.of(Preset.SHAPES) : Optional.empty();
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("vision", vision);
        flags.put("language", language);
        flags.put("data.path", data);
        flags.put("output", output);
        flags.put("steps", steps);
        flags.put("batch", batch);
        flags.put("optimizer.learning_rate", learningRate);
        flags.put("seed", seed);
        flags.put("device", device);
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 0) {
                throw new InvalidInputException("--set takes KEY=VALUE, found '" + setting + "'");
            }
            flags.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        flags.values().removeIf(Objects::isNull);
        return flags;
    }
}

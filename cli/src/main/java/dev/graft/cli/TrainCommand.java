package dev.graft.cli;

import dev.graft.cli.option.GivenSettings;
import dev.graft.cli.option.Within;
import dev.graft.cli.option.Without;
import dev.graft.cli.output.AfterTraining;
import dev.graft.cli.output.Progress;
import dev.graft.cli.output.TrainingSummary;
import dev.graft.eval.report.SeedReport;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import dev.graft.training.RecipeTrainer;
import dev.graft.training.SeedTrainer;
import dev.graft.training.recipe.Recipe;
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

/** The {@code graft train} command, which trains an adapter. */
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
            "Every setting can be changed by --set, such as --set optimizer.learning_rate=2e-3.",
            "All settings are saved as run.json in the output folder; --print-settings shows them beforehand.",
            "A preset or file with stages trains them one after the other in folders of their own, each from the weights of",
            "the one before; --set STAGE:KEY=VALUE changes a setting of one. 'graft preset list' tells what there is."
        })
final class TrainCommand implements Callable<Integer> {
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

    @Without("--resume")
    @Option(
            names = "--from",
            paramLabel = "MODEL",
            description =
                    "folder of a model to go on with, imported or trained: its backbones, features, pictures, adapter,"
                            + " prompt and way of answering are those of the run, its weights the first")
    private Path from;

    @Option(names = "--vision", description = "folder of the frozen vision encoder, or one ONNX file of it")
    private String vision;

    @Option(
            names = "--language",
            description = "folder of the frozen language model, one ONNX file of it, or FOLDER:SUFFIX as in FOLDER:q4")
    private String language;

    @Option(names = "--data", description = "file or folder of the training data")
    private String data;

    @Option(
            names = "--bad",
            paramLabel = "WHAT",
            description =
                    "records and images that cannot be used: stop lists them all and ends, skip leaves them out and counts them;"
                            + " few leaves out at most 1 in 100 of a large set (default)")
    private String bad;

    @Option(
            names = "--long",
            paramLabel = "WHAT",
            description =
                    "samples longer than the language model's context: list them all and end (default), cut off the"
                            + " end of the answer, or leave them out")
    private String longs;

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

    @Within(Range.TIMES)
    @Without("--print-settings")
    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "train N times, with --seed and those that follow it, in folders seed-SEED of the output, and"
                    + " tell mean and spread")
    private int seeds;

    @Option(names = "--device", description = "cpu, cuda, cuda:N or cuda:N,memory=8GB")
    private String device;

    @Option(
            names = "--precision",
            description =
                    "of products with frozen matrices: auto, float32, int8, int8x2, int16 or, on CUDA, float16 or bfloat16")
    private String precision;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "changes any setting; may be repeated; STAGE:KEY for that of one stage")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--resume", description = "go on with the run that the output folder holds, under its settings")
    private boolean resume;

    @Option(
            names = "--print-settings",
            description = "print all settings as run.json would hold them, and train nothing")
    private boolean printSettings;

    @Without("--print-settings")
    @Option(names = "--quiet", description = "print only errors")
    private boolean quiet;

    @Override
    public Integer call() {
        Recipe recipe = RecipeTrainer.check(new RecipeChoice(
                        Optional.ofNullable(preset),
                        small,
                        Optional.ofNullable(from),
                        Optional.ofNullable(config),
                        flags(),
                        resume,
                        spec.commandLine().getErr()::println)
                .recipe());
        if (printSettings) {
            spec.commandLine().getOut().print(recipe.toJson());
            spec.commandLine().getOut().flush();
            return Main.DONE;
        }
        if (!quiet) {
            spec.commandLine().getErr().println(TrainingSummary.of(recipe));
        }
        try (StopSignal stop = StopSignal.listen()) {
            Progress progress = new Progress(spec.commandLine().getErr(), quiet);
            boolean several = spec.commandLine().getParseResult().hasMatchedOption("--seeds");
            if (!several) {
                requireNoSeeds(recipe);
            }
            boolean complete = several ? trainSeeds(recipe, progress, stop) : train(recipe, progress, stop);
            if (!complete) {
                boolean begun = RecipeTrainer.earlier(recipe.last().paths().output())
                                .isPresent()
                        || SeedTrainer.earlier(recipe.last().paths().output()).isPresent();
                spec.commandLine()
                        .getErr()
                        .println(
                                begun
                                        ? "graft: stopped; the run is saved, --resume goes on with it"
                                        : "graft: stopped before the run was begun; nothing is saved");
                return Main.INTERRUPTED;
            }
            if (several) {
                return Main.DONE;
            }
            List<Recipe.Stage> stages = recipe.placed();
            TrainingSettings last = stages.get(stages.size() - 1).settings();
            spec.commandLine().getOut().println(last.paths().output());
            if (!quiet) {
                spec.commandLine().getErr().print(AfterTraining.commands(last, progress.example()));
                spec.commandLine().getErr().flush();
            }
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

    private static void requireNoSeeds(Recipe recipe) {
        Path output = recipe.last().paths().output();
        if (SeedTrainer.earlier(output).isPresent()) {
            throw new InvalidInputException(
                    output,
                    "holds runs of several seeds; go on with them by --seeds N --resume, or choose another --output");
        }
    }

    private boolean trainSeeds(Recipe recipe, Progress progress, StopSignal stop) {
        try {
            Optional<SeedReport> report = new SeedTrainer(recipe, seeds, progress).run(resume, stop::received);
            report.ifPresent(found -> {
                progress.finish();
                spec.commandLine().getOut().println(recipe.last().paths().output());
                if (!quiet) {
                    spec.commandLine().getErr().println(found.toTable());
                }
            });
            return report.isPresent();
        } finally {
            progress.finish();
        }
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("vision", vision);
        flags.put("language", language);
        flags.put("data.path", data);
        flags.put("data.bad", bad);
        flags.put("data.long", longs);
        flags.put("output", output);
        flags.put("steps", steps);
        flags.put("batch", batch);
        flags.put("optimizer.learning_rate", learningRate);
        flags.put("seed", seed);
        flags.put("device", device);
        flags.put("precision", precision);
        flags.values().removeIf(Objects::isNull);
        GivenSettings.add(settings, flags);
        return flags;
    }
}

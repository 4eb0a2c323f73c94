package dev.graft.cli;

import dev.graft.training.Preset;
import dev.graft.training.Trainer;
import dev.graft.training.TrainingConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
            "The resolved configuration is printed, and saved as run.json in the output folder."
        })
final class TrainCommand implements Callable<Integer> {
    /** As the user called it, if the launcher told. */
    private static final String COMMAND = System.getProperty("graft.command", "graft");

    static final class PresetNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        PresetNames() {
            super(Preset.names());
        }
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "settings that Graft carries: ${COMPLETION-CANDIDATES} (default: shapes, if neither backbones nor"
                            + " data are given)",
            completionCandidates = PresetNames.class)
    private String preset;

    @Option(names = "--config", description = "a JSON file with settings")
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

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "changes any setting; may be repeated")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--resume", description = "go on with the run that the output folder holds, under its settings")
    private boolean resume;

    @Option(names = "--quiet", description = "print only errors")
    private boolean quiet;

    @Override
    public Integer call() {
        TrainingConfig resolved = resolve();
        if (!quiet) {
            spec.commandLine().getErr().print(resolved.toJson());
        }
        try (StopSignal stop = StopSignal.listen()) {
            Progress progress = new Progress(spec.commandLine().getErr(), quiet);
            boolean complete = train(resolved, progress, stop);
            if (!complete) {
                spec.commandLine().getErr().println("graft: stopped; the run is saved, --resume goes on with it");
                return Main.INTERRUPTED;
            }
            spec.commandLine().getOut().println(resolved.path("output"));
            next(resolved, progress);
            return Main.DONE;
        }
    }

    private boolean train(TrainingConfig resolved, Progress progress, StopSignal stop) {
        try {
            return new Trainer(resolved, progress).run(resume, stop::received);
        } finally {
            progress.finish(); // an error message begins a line of its own
        }
    }

    /** What to do with the trained model. */
    private void next(TrainingConfig resolved, Progress progress) {
        Path here = Path.of("").toAbsolutePath();
        Path output = resolved.path("output");
        Path folder = output.startsWith(here) ? here.relativize(output) : output;
        String image = "IMAGE";
        String question = "what is in the picture?";
        if (progress.example().isPresent()) {
            image = progress.example().get().image().toString();
            question = progress.example().get().question();
        }
        String test = resolved.text("data.test").split(",")[0];
        if (!quiet) {
            spec.commandLine().getErr().printf("""

                    Next:
                      %1$s ask %2$s %3$s "%4$s"
                      %1$s eval %2$s --data %5$s
                    """, COMMAND, folder, image, question, test.isEmpty() ? "DATA" : test);
        }
    }

    /** Defaults, then the preset, then the run to resume, then the file, then flags. */
    private TrainingConfig resolve() {
        TrainingConfig resolved = preset().map(TrainingConfig::preset).orElseGet(TrainingConfig::defaults);
        if (config != null) {
            resolved = resolved.withFile(config);
        }
        Map<String, String> flags = flags();
        if (resume) {
            String folder = flags.getOrDefault("output", resolved.text("output"));
            Optional<TrainingConfig> earlier = Trainer.earlier(Path.of(folder));
            if (earlier.isEmpty() && config == null && !flags.containsKey("vision")) {
                throw new IllegalArgumentException("[" + folder + "] holds no run to resume; name its folder by"
                        + " --output, or leave --resume out to begin one");
            }
            resolved = earlier.orElse(resolved);
            if (config != null) {
                resolved = resolved.withFile(config);
            }
        }
        for (Map.Entry<String, String> flag : flags.entrySet()) {
            resolved = resolved.with(flag.getKey(), flag.getValue());
        }
        return resolved.check();
    }

    /** The one that is named, or, where nothing says what to connect and to learn, that of the little world. */
    private Optional<Preset> preset() {
        if (preset != null) {
            return Optional.of(Preset.of(preset));
        }
        Map<String, String> flags = flags();
        boolean nothing =
                config == null && Stream.of("vision", "language", "data.path").noneMatch(flags::containsKey);
        return nothing ? Optional.of(Preset.SHAPES) : Optional.empty();
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
                throw new IllegalArgumentException("--set takes KEY=VALUE, found '" + setting + "'");
            }
            flags.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        flags.values().removeIf(Objects::isNull);
        return flags;
    }
}

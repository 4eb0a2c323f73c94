package dev.graft.cli;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.generation.GenerationBenchmark;
import dev.graft.backbones.inspect.BackboneKind;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.cli.option.OptionRules;
import dev.graft.cli.option.RuntimeOptions;
import dev.graft.cli.option.Within;
import dev.graft.cli.option.Without;
import dev.graft.cli.output.Json;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.source.BackboneName;
import dev.graft.tensors.Range;
import dev.graft.training.FeatureBenchmark;
import dev.graft.training.StepBenchmark;
import dev.graft.training.step.MemoryUse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code graft benchmark} command, which times training steps, writing, or the features of images. */
@Command(
        name = "benchmark",
        description =
                "Times training steps through a frozen language model, or with --answer writing, or the features of a vision"
                        + " encoder, on random samples.",
        mixinStandardHelpOptions = true)
final class BenchmarkCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "folder of a language model or a vision encoder, or builtin:NAME")
    private String given;

    @Within(Range.SIZE)
    @Option(
            names = "--batch",
            defaultValue = "4",
            description = "samples of a step, or images (default: ${DEFAULT-VALUE})")
    private int batch;

    @Within(Range.SIZE)
    @Option(names = "--tokens", defaultValue = "64", description = "positions of a sample (default: ${DEFAULT-VALUE})")
    private int tokens;

    @Within(Range.SIZE_OR_NONE)
    @Without("--answer")
    @Option(
            names = "--shared",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "how many of them, in front, all samples have, as a system prompt (default: ${DEFAULT-VALUE})")
    private int shared;

    @Within(Range.SIZE)
    @Without("--answer")
    @Option(
            names = "--visual-tokens",
            defaultValue = "32",
            description = "how many of them come from the adapter (default: ${DEFAULT-VALUE})")
    private int visualTokens;

    @Within(Range.SIZE)
    @Without("--answer")
    @Option(names = "--targets", defaultValue = "16", description = "tokens to predict (default: ${DEFAULT-VALUE})")
    private int targets;

    @Within(Range.SIZE)
    @Option(
            names = "--answer",
            paramLabel = "N",
            description = "time writing N tokens after a prompt of --tokens instead of training steps")
    private Integer answer;

    @Within(Range.ITEMS)
    @Option(names = "--steps", defaultValue = "10", description = "steps to time (default: ${DEFAULT-VALUE})")
    private int steps;

    @Without("--answer")
    @Option(names = "--memory", defaultValue = "ordinary", description = "ordinary or low (default: ${DEFAULT-VALUE})")
    private MemoryUse memory;

    @Option(names = "--json", description = "print one JSON object, with the time of each step")
    private boolean json;

    @Mixin
    private RuntimeOptions runtime;

    @Override
    public Integer call() {
        BackbonePlace place = BackboneName.parse(given).place(spec.commandLine().getErr()::println);
        if (BackboneKind.of(place) == BackboneKind.VISION_ENCODER) {
            return encode(place);
        }
        if (answer != null) {
            return write(place);
        }
        StepBenchmark benchmark = new StepBenchmark(batch, tokens, shared, visualTokens, targets);
        SessionConfig session = runtime.session();
        LanguageModel model = LanguageModel.load(place);
        StepBenchmark.Times times = benchmark.run(model, steps, session, memory);
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("loss_ms", times.lossMillis());
            result.put("step_ms", times.stepMillis());
            times.memory().ifPresent(memory -> result.put("memory_estimate", memory.total()));
            times.reading().description().ifPresent(text -> result.put("reading", text));
            spec.commandLine().getOut().println(Json.of(result));
        } else {
            times.reading().description().ifPresent(spec.commandLine().getOut()::println);
            print("loss alone", times.lossMillis(), batch, "samples");
            print("whole step", times.stepMillis(), batch, "samples");
            times.memory().ifPresent(estimate -> spec.commandLine().getOut().println("memory, estimated: " + estimate));
        }
        return Main.DONE;
    }

    private int encode(BackbonePlace place) {
        OptionRules.refuse(
                spec,
                List.of("--tokens", "--shared", "--visual-tokens", "--targets", "--answer", "--memory"),
                "on a vision encoder, which is given images");
        try (VisionEncoder encoder = VisionEncoder.open(place, VisionFeatures.LAST, runtime.session())) {
            double[] millis = new FeatureBenchmark(batch).run(encoder, steps);
            if (json) {
                spec.commandLine().getOut().println(Json.of(Map.of("features_ms", millis)));
            } else {
                print("features", millis, batch, "images");
            }
        }
        return Main.DONE;
    }

    private int write(BackbonePlace place) {
        GenerationBenchmark benchmark = new GenerationBenchmark(batch, tokens, answer);
        GenerationBenchmark.Times times = benchmark.run(LanguageModel.load(place), steps, runtime.session());
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("prompt_ms", times.promptMillis());
            result.put("answer_ms", times.answerMillis());
            result.put("written", times.written());
            spec.commandLine().getOut().println(Json.of(result));
        } else {
            print("prompt", times.promptMillis(), (long) batch * tokens, "tokens");
            print("answer", times.answerMillis(), times.written(), "tokens");
        }
        return Main.DONE;
    }

    private void print(String what, double[] millis, long items, String unit) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%s: median %.1f ms, fastest %.1f ms, %.1f %s/s",
                        what,
                        median,
                        sorted[0],
                        items * 1000 / median,
                        unit));
    }
}

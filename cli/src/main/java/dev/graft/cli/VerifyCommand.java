package dev.graft.cli;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.backbones.generation.Padding;
import dev.graft.backbones.inspect.BackboneKind;
import dev.graft.backbones.inspect.LanguageVerification;
import dev.graft.backbones.inspect.PrecisionCost;
import dev.graft.backbones.inspect.SignedProducts;
import dev.graft.backbones.inspect.VisionVerification;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.cli.option.RuntimeOptions;
import dev.graft.cli.option.Within;
import dev.graft.cli.output.Json;
import dev.graft.graph.autodiff.GradientCheck;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.source.BackboneName;
import dev.graft.tensors.Range;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code graft verify} command, which checks a backbone's gradient. */
@Command(
        name = "verify",
        description = "Checks a backbone and the gradient that is derived from its graph.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without --reference the gradient is compared with finite differences on a random input.",
            "Of a language model in another precision than float32 it tells what that changes: the relative difference of the loss,"
                    + " the cosine of both gradients, and the length of their difference relative to the gradient.",
            "Relative errors are the largest difference divided by the largest expected value.",
            "The exit code is 1 if one is above the tolerance."
        })
final class VerifyCommand implements Callable<Integer> {
    /** What PyTorch and ONNX Runtime differ by in single precision, and some more for deep models. */
    private static final double OF_REFERENCE = 1e-3;

    /** A wrong gradient is off by about 1; the kinks of rectifiers alone make up to this. */
    private static final double OF_DIFFERENCES = 0.1;

    private static final String RELATIVE = "_rel_error";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FOLDER",
            description =
                    "folder of a vision encoder or a language model, an ONNX file in one, FOLDER:SUFFIX, or builtin:NAME")
    private String given;

    private BackbonePlace place;

    @Option(names = "--reference", description = "a safetensors file with what PyTorch computed")
    private Path reference;

    @Within(Range.NOT_NEGATIVE)
    @Option(
            names = "--tolerance",
            paramLabel = "ERROR",
            description = "the largest relative error that is right (default: 1e-3 with --reference, else 0.1)")
    private Double tolerance;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Mixin
    private RuntimeOptions runtime;

    @Override
    public Integer call() {
        place = BackboneName.parse(given).place(spec.commandLine().getErr()::println);
        SessionConfig session = runtime.session();
        Map<String, Object> result = BackboneKind.of(place).isLanguageModel() ? language(session) : vision(session);
        if (json) {
            spec.commandLine().getOut().println(Json.of(result));
        } else {
            result.forEach((key, value) -> spec.commandLine().getOut().printf("%-28s %s%n", key, value));
        }
        return verdict(result);
    }

    /** Whether all errors are small enough, and all that should be so is. */
    private int verdict(Map<String, Object> result) {
        double most = tolerance == null ? reference == null ? OF_DIFFERENCES : OF_REFERENCE : tolerance;
        List<String> wrong = new ArrayList<>();
        result.forEach((key, value) -> {
            boolean large = key.endsWith(RELATIVE) && !((double) value <= most);
            if (large || Boolean.FALSE.equals(value)) {
                wrong.add(key + " " + value);
            }
        });
        if (wrong.isEmpty()) {
            return Main.DONE;
        }
        spec.commandLine()
                .getErr()
                .println("graft: [" + place + "] is not verified: " + String.join(", ", wrong)
                        + "; expected relative errors of at most " + most);
        return Main.FAILED;
    }

    private Map<String, Object> language(SessionConfig session) {
        Map<String, Object> result = new LinkedHashMap<>();
        LanguageModel model = LanguageModel.load(place);
        OnnxFiles.choice("language model", model.files())
                .ifPresent(spec.commandLine().getErr()::println);
        warnOfOverflow(model.files());
        if (model instanceof CausalLanguageModel causal) {
            warn(Padding.of(causal, session));
        }
        if (reference == null) {
            LanguageVerification.ByDifferences found = LanguageVerification.byFiniteDifferences(model, session);
            found.cost().ifPresent(cost -> put(result, cost));
            result.put("gradient_rel_error", found.gradientRelError());
            return result;
        }
        if (session.precision().isRounded()) {
            put(result, PrecisionCost.of(model, session));
        }
        LanguageVerification found = LanguageVerification.against(model, reference, session);
        result.put("logits_max_abs_error", found.logitsMaxAbsError());
        result.put("loss_rel_error", found.lossRelError());
        result.put("gradient_rel_error", found.gradientRelError());
        found.greedy().ifPresent(greedy -> {
            result.put("greedy_equal", greedy.equal());
            result.put("greedy_tokens", greedy.tokens());
        });
        return result;
    }

    private static void put(Map<String, Object> result, PrecisionCost cost) {
        result.put("float32_loss_difference", cost.lossDifference());
        result.put("float32_gradient_cosine", cost.gradientCosine());
        result.put("float32_gradient_deviation", cost.gradientDeviation());
    }

    private void warnOfOverflow(List<Path> files) {
        if (SignedProducts.overflowHere(files)) {
            spec.commandLine().getErr().println("graft: [" + place + "] " + SignedProducts.ADVICE);
        }
    }

    /** A batch of questions is right in any case, but slower or laid out in another way. */
    private void warn(Padding padding) {
        String why = switch (padding) {
            case BEFORE -> "";
            case BEHIND ->
                "its attention takes only the number of tokens from a mask, so padding in front of a prompt cannot be"
                        + " expressed; prompts of different lengths are padded behind";
            case NONE ->
                "what it reads of a prompt depends on padding in front of it, since it takes no attention_mask or no"
                        + " position_ids, its batch is of a fixed size, or it rounds activations by the largest of a whole"
                        + " batch; prompts of different lengths are read one by one. An export without that is faster";
        };
        if (!why.isEmpty()) {
            spec.commandLine().getErr().println("graft: [" + place + "] " + why);
        }
    }

    private Map<String, Object> vision(SessionConfig session) {
        Map<String, Object> result = new LinkedHashMap<>();
        try (VisionEncoder encoder = VisionEncoder.open(place, VisionFeatures.LAST, session)) {
            OnnxFiles.choice("vision encoder", encoder.files())
                    .ifPresent(spec.commandLine().getErr()::println);
            warnOfOverflow(encoder.files());
            if (reference == null) {
                GradientCheck check = VisionVerification.byDifferences(encoder, 1, session);
                if (!check.isConclusive()) {
                    spec.commandLine()
                            .getErr()
                            .println("the features depend on the image by less than single precision resolves; "
                                    + "finite differences tell nothing here, use --reference");
                }
                result.put("gradient_rel_error", check.relativeError());
                result.put("conclusive", check.isConclusive());
                return result;
            }
            VisionVerification found = VisionVerification.against(encoder, reference, session);
            result.put("features_rel_error", found.featuresRelError());
            result.put("gradient_rel_error", found.gradientRelError());
        }
        return result;
    }
}

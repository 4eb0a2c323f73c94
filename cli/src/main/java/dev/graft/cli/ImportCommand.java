package dev.graft.cli;

import dev.graft.adapters.WeightNames;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.cli.option.GivenSettings;
import dev.graft.cli.option.RuntimeOptions;
import dev.graft.cli.output.Rows;
import dev.graft.models.folder.AdapterImport;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.source.BackboneName;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.recipe.Recipe;
import dev.graft.training.settings.TrainingSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code graft import} command, which makes a model folder of published weights. */
@Command(
        name = "import",
        description = "Makes a model folder of a published checkpoint, or of the weights of a published adapter.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Of the folder of a Hugging Face checkpoint all is taken from its files: config.json, processor_config.json or "
                    + "preprocessor_config.json, chat_template.jinja or tokenizer_config.json, generation_config.json. "
                    + "A model that would be answered wrongly is refused by its type. What is said by --features and --set "
                    + "goes before.",
            "",
            "Files of PyTorch are read without running anything of them: only tensors, containers and numbers are "
                    + "understood. Of weights alone, kind and sizes of the adapter are told by the names and shapes of its weights. What "
                    + "they cannot tell is said by --set, as for 'graft train': adapter.heads, adapter.activation, "
                    + "adapter.reduction, prompt.format, prompt.template, prompt.answer."
        })
final class ImportCommand implements Callable<Integer> {
    private static final int SHOWN = 10;
    private static final String ADAPTER = "adapter.";
    private static final List<String> WRITING = List.of("prompt.format", "prompt.template", "prompt.answer");
    private static final List<String> PROMPT = List.of(
            "prompt.format",
            "prompt.template",
            "prompt.answer",
            "prompt.continuous",
            "prompt.image_token",
            "prompt.bidirectional");

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WEIGHTS",
            arity = "1..*",
            description =
                    "safetensors file, PyTorch file (.bin, .pt, .pth), .index.json of several, or their folder; of"
                            + " several the first counts where they share a name")
    private List<Path> weights;

    @Option(names = "--vision", required = true, description = "folder of the vision encoder it was trained for")
    private String vision;

    @Option(names = "--language", required = true, description = "folder of the language model it was trained for")
    private String language;

    @Option(names = "--output", required = true, description = "folder for the model")
    private Path output;

    @Option(names = "--names", description = "whose names the weights have, such as llava, where that is not clear")
    private String names;

    @Option(
            names = "--features",
            description =
                    "which features it takes: last, pooled, embeds or layer:N, or layer:N/M of several joined; ,patches"
                            + " after it drops the class token; without it"
                            + " as the checkpoint's config.json says, or else last")
    private String features;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "changes a setting; may be repeated")
    private List<String> settings = new ArrayList<>();

    @Mixin
    private RuntimeOptions runtime;

    @Override
    public Integer call() {
        AdapterImport.Settings given = settings();
        AdapterImport found = AdapterImport.read(weights, located(vision), located(language), given, runtime.session());
        found.description().adapter().idle().forEach((name, why) -> {
            if (given.adapter().containsKey(name)) {
                throw GivenSettings.refusal(ADAPTER + name, why);
            }
        });
        found.write(output);
        report(found, spec.commandLine().getErr());
        spec.commandLine().getOut().println(output);
        return Main.DONE;
    }

    private BackbonePlace located(String backbone) {
        return BackboneName.parse(backbone).locate(spec.commandLine().getErr()::println);
    }

    private AdapterImport.Settings settings() {
        Map<String, String> given = new LinkedHashMap<>();
        GivenSettings.add(settings, given);
        for (String key : given.keySet()) {
            if (!key.startsWith(ADAPTER) && !PROMPT.contains(key)) {
                throw new InvalidInputException("--set takes settings of 'adapter' and " + String.join(", ", PROMPT)
                        + " here, found '" + key + "'");
            }
        }
        TrainingSettings changed =
                Recipe.single(TrainingSettings.DEFAULTS).with(given).last();
        given.keySet().stream()
                .filter(key -> !key.startsWith(ADAPTER))
                .forEach(key -> changed.unread(key).ifPresent(why -> {
                    throw GivenSettings.refusal(key, why);
                }));
        if (given.containsKey("adapter.kind")) {
            changed.adapter().spec();
        }
        boolean asked = WRITING.stream().anyMatch(given::containsKey);
        return new AdapterImport.Settings(
                Optional.ofNullable(names).map(WeightNames::of),
                Optional.ofNullable(features),
                asked ? Optional.of(changed.prompt().promptFormat()) : Optional.empty(),
                reading -> changed(reading, changed.prompt().reading(), given.keySet()),
                changed.adapter().given());
    }

    /** A reading with what was given of another. */
    private static PromptReading changed(PromptReading reading, PromptReading other, Set<String> given) {
        return new PromptReading(
                given.contains("prompt.continuous") ? other.continuous() : reading.continuous(),
                given.contains("prompt.image_token") ? other.imageToken() : reading.imageToken(),
                given.contains("prompt.bidirectional") ? other.directions() : reading.directions());
    }

    private void report(AdapterImport found, PrintWriter err) {
        VisionLanguageDescription description = found.description();
        Rows rows = new Rows();
        found.published().ifPresent(model -> rows.add("model type", model.modelType()));
        rows.add("names of", found.names().toString());
        boolean told = features != null || found.published().isPresent();
        rows.add(
                "features",
                description.features()
                        + (told
                                ? ""
                                : ", as nothing says which; LLaVA's are layer:-2,patches, to be said by --features"));
        description
                .settings()
                .forEach((key, value) -> rows.add(key, value.toString().replace("\n", "\\n")));
        rows.add("visual tokens", Integer.toString(description.visualTokens()));
        description.adapter().toMap().forEach((key, value) -> rows.add(key.replace('_', ' '), value.toString()));
        found.compared().forEach(line -> rows.add("compared", line));
        List<String> left = found.notTaken();
        if (!left.isEmpty()) {
            rows.add(
                    "not taken",
                    left.size() + " tensors: " + String.join(", ", left.subList(0, Math.min(SHOWN, left.size())))
                            + (left.size() > SHOWN ? ", ..." : ""));
        }
        err.println(rows);
    }
}

package dev.graft.cli;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.cli.option.Needs;
import dev.graft.cli.option.Without;
import dev.graft.models.export.ExportFormat;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.OriginalWeights;
import dev.graft.models.folder.AdapterWeights;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.Places;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.source.BackboneName;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code graft export} command, which writes a whole model for other programs, or its adapter's weights alone. */
@Command(
        name = "export",
        description = "Writes a model for other programs, or its adapter's weights under the names of another system.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    private CommandSpec spec;

    /** The forms are told by those that are there. */
    @Spec
    void setSpec(CommandSpec given) {
        spec = given;
        List<String> footer = new ArrayList<>(List.of(""));
        ExportFormat.names()
                .forEach(name -> footer.add(
                        "--to " + name + ": " + ExportFormat.named(name).summary() + "."));
        footer.add("--names: the adapter's weights alone, for PyTorch to load.");
        given.usageMessage().footer(footer.toArray(String[]::new));
    }

    /** The forms there are. */
    static final class Forms implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ExportFormat.names().iterator();
        }
    }

    @Parameters(paramLabel = "MODEL", description = "folder that 'graft train' or 'graft import' wrote")
    private Path folder;

    @Option(
            names = "--to",
            paramLabel = "FORM",
            completionCandidates = Forms.class,
            description = "for which programs: ${COMPLETION-CANDIDATES}")
    private String form;

    @Without("--to")
    @Option(names = "--names", description = "whose names the adapter's weights get, such as llava or minigpt4")
    private String names;

    @Option(
            names = "--output",
            required = true,
            description = "the folder to write, which must not be there or be empty; with --names the safetensors file")
    private Path output;

    @Needs("--to")
    @Option(
            names = "--vision-weights",
            paramLabel = "PLACE",
            description = "folder or file with the vision encoder's original weights, if not beside its ONNX files")
    private Path visionWeights;

    @Needs("--to")
    @Option(
            names = "--language-weights",
            paramLabel = "PLACE",
            description = "folder or file with the language model's original weights, if not beside its ONNX files")
    private Path languageWeights;

    @Needs("--to")
    @Option(
            names = "--checkpoint",
            paramLabel = "PLACE",
            description = "folder of the whole checkpoint that the model was imported from, if no longer where it was")
    private Path checkpoint;

    @Needs("--to")
    @Option(
            names = "--type",
            description = "of the written weights: f32, f16 or bf16; else as they are, f16 in gguf",
            defaultValue = "")
    private String type;

    @Needs("--to")
    @Option(names = "--vision", description = "where the vision encoder is, if no longer where it was trained with")
    private String vision;

    @Needs("--to")
    @Option(names = "--language", description = "where the language model is, if no longer where it was trained with")
    private String language;

    @Override
    public Integer call() {
        if (form == null && names == null) {
            throw new InvalidInputException("say what to write: --to with one of " + ExportFormat.names()
                    + " for a whole model, or --names with one of " + WeightNames.all() + " for its adapter's weights");
        }
        if (form == null) {
            writeWeights();
        } else {
            ExportFormat format = ExportFormat.named(form);
            ExportedModel model = ExportedModel.open(folder, places(), originals(format));
            format.write(model, type, output).forEach(spec.commandLine().getErr()::println);
        }
        spec.commandLine().getOut().println(output);
        return Main.DONE;
    }

    private Map<OriginalWeights, Path> originals(ExportFormat format) {
        Map<OriginalWeights, Path> given = new EnumMap<>(OriginalWeights.class);
        put(OriginalWeights.VISION, visionWeights, given);
        put(OriginalWeights.LANGUAGE, languageWeights, given);
        put(OriginalWeights.CHECKPOINT, checkpoint, given);
        given.keySet().stream()
                .filter(weights -> !format.weights().contains(weights))
                .findFirst()
                .ifPresent(weights -> {
                    throw new InvalidInputException("option '" + weights.option() + "' has no effect with --to "
                            + format.id() + ", which writes none of these weights; leave it out");
                });
        return given;
    }

    private static void put(OriginalWeights weights, Path place, Map<OriginalWeights, Path> into) {
        if (place != null) {
            into.put(weights, place);
        }
    }

    private void writeWeights() {
        VisionLanguageDescription description = VisionLanguageDescription.load(folder);
        Adapter adapter = description.network();
        Map<String, Tensor> weights = AdapterWeights.load(folder.resolve(ModelFolder.WEIGHTS), adapter);
        Safetensors.write(output, WeightNames.of(names).rename(adapter, weights), Map.of("format", "pt"));
    }

    private Places places() {
        return new Places(
                Optional.ofNullable(vision).map(this::located),
                Optional.ofNullable(language).map(this::located));
    }

    private BackbonePlace located(String name) {
        return BackboneName.parse(name).locate(spec.commandLine().getErr()::println);
    }
}

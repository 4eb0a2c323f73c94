package dev.graft.cli;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.cli.option.Needs;
import dev.graft.cli.option.Without;
import dev.graft.models.export.ExportFormat;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.folder.AdapterWeights;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.Places;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.source.BackboneName;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.nio.file.Path;
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
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "--to hf: a folder that transformers loads by from_pretrained. It needs the weights of both backbones as"
                    + " transformers publishes them.",
            "--to gguf: mmproj-*.gguf for llama.cpp and Ollama, and a Modelfile. It needs the weights of the vision encoder.",
            "--to onnx: vision_encoder.onnx with the adapter in it, embed_tokens.onnx and decoder_model_merged.onnx, for"
                    + " transformers.js.",
            "--names: the adapter's weights alone, for PyTorch to load."
        })
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "folder that 'graft train' or 'graft import' wrote")
    private Path folder;

    @Option(names = "--to", paramLabel = "FORM", description = "for which programs: hf, gguf or onnx")
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
            ExportedModel model = ExportedModel.open(
                    folder, places(), Optional.ofNullable(visionWeights), Optional.ofNullable(languageWeights));
            format.write(model, type, output).forEach(spec.commandLine().getErr()::println);
        }
        spec.commandLine().getOut().println(output);
        return Main.DONE;
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

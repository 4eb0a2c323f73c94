package dev.graft.cli.embed;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.cli.option.RuntimeOptions;
import dev.graft.cli.output.ProgressLine;
import dev.graft.eval.embedding.Embedder;
import dev.graft.eval.embedding.EmbeddingForm;
import dev.graft.models.ComparingModel;
import dev.graft.models.folder.Places;
import dev.graft.models.source.BackboneName;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.AtomicFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code graft embed} command, which writes the vectors of images and texts. */
@Command(
        name = "embed",
        mixinStandardHelpOptions = true,
        description = "Writes the vectors of images and texts by which a model compares them.",
        footer = {
            "",
            "A .safetensors file has the tensors image_embeds and text_embeds, and what their rows are of in its metadata;"
                    + " a .jsonl file a line for each, with 'image' or 'text' and 'embedding'.",
            "Vectors have length 1. After BLIP-2's first stage an image has several."
        })
public final class EmbedCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "folder of a trained CLIP, SigLIP or the like as it is published in ONNX, or of a model that 'graft"
                            + " train' wrote and that compares images with texts")
    private Path model;

    @Option(
            names = "--images",
            paramLabel = "PATH",
            description =
                    "an image, or a folder with images, of which all are taken in the order of their names; may be"
                            + " repeated")
    private List<Path> images = List.of();

    @Option(names = "--text", paramLabel = "TEXT", description = "a text; may be repeated")
    private List<String> texts = List.of();

    @Option(names = "--texts", paramLabel = "FILE", description = "a file with a text a line")
    private Path textFile;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "the file to write, whose name ends in .safetensors or .jsonl")
    private Path output;

    @Option(names = "--vision", description = "where the vision encoder is, if not where the model says")
    private String vision;

    @Option(names = "--language", description = "where the text encoder or tokenizer is, if not where the model says")
    private String language;

    @Mixin
    private RuntimeOptions runtime;

    @Override
    public Integer call() {
        EmbeddingForm.of(output);
        AtomicFiles.requirePlace(output);
        List<Path> files = ImagePaths.all(images);
        List<String> lines = new ArrayList<>(texts);
        if (textFile != null) {
            lines.addAll(TextLines.of(textFile));
        }
        if (files.isEmpty() && lines.isEmpty()) {
            throw new InvalidInputException(
                    "there is nothing to make vectors of; give images by --images, texts by --text or --texts");
        }
        Places places = new Places(
                Optional.ofNullable(vision).map(this::located),
                Optional.ofNullable(language).map(this::located));
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), false);
        try (ComparingModel opened = ComparingModel.open(model, places, runtime.session())) {
            new Embedder(opened, progress::step).write(output, files, lines);
        } finally {
            progress.finish();
        }
        spec.commandLine().getOut().println(output);
        return ExitCode.OK;
    }

    private BackbonePlace located(String name) {
        return BackboneName.parse(name).locate(spec.commandLine().getErr()::println);
    }
}

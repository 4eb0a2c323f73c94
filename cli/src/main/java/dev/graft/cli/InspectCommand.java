package dev.graft.cli;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.inspect.BackboneDescription;
import dev.graft.cli.option.OptionRules;
import dev.graft.cli.option.RuntimeOptions;
import dev.graft.cli.output.InspectJson;
import dev.graft.cli.output.InspectText;
import dev.graft.cli.output.Json;
import dev.graft.models.folder.AdapterFile;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.ModelInspection;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.source.BackboneName;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Printable;
import dev.graft.tensors.files.GivenPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code graft inspect} command, which tells what a folder or file of a model is. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Tells what a backbone, a trained model or a file of adapter weights is.",
        footer = {
            "",
            "Of a backbone it tells too whether it runs, by giving it one image or token where there is memory for that,"
                    + " and whether it can be trained through: the gradient is really derived, for a small input."
                    + " Of a trained model it tells whether its backbones are there and unchanged."
        })
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FOLDER",
            description =
                    "folder of a backbone, an ONNX file in one or FOLDER:SUFFIX, as in FOLDER:q4; a trained model; a"
                            + " whole published checkpoint; or a file of weights: safetensors, PyTorch, .index.json")
    private String given;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Mixin
    private RuntimeOptions runtime;

    @Override
    public Integer call() {
        BackbonePlace place = BackboneName.parse(given).place(spec.commandLine().getErr()::println);
        Path path = place.model().orElse(place.folder());
        if (Files.isRegularFile(path) && !path.toString().endsWith(".onnx")) {
            OptionRules.refuse(spec, RuntimeOptions.NAMES, "on a file of weights, of which nothing is computed");
            AdapterFile file = AdapterFile.read(GivenPath.of(given));
            print(InspectJson.of(file), InspectText.of(file));
        } else if (place.isOpen() && ModelFolder.is(path)) {
            OptionRules.refuse(spec, RuntimeOptions.NAMES, "on a trained model, of which nothing is computed");
            ModelInspection model = ModelInspection.of(path);
            print(InspectJson.of(model), InspectText.of(model));
        } else if (place.isOpen() && PublishedModel.isIn(path)) {
            OptionRules.refuse(spec, RuntimeOptions.NAMES, "on a published checkpoint, of which nothing is computed");
            PublishedModel model = PublishedModel.of(List.of(path)).orElseThrow();
            AdapterFile file = AdapterFile.read(path);
            print(InspectJson.of(model, file), InspectText.of(model, file));
        } else if (Files.exists(path)) {
            BackboneDescription backbone = BackboneDescription.of(place, runtime.session());
            print(InspectJson.of(backbone), InspectText.of(backbone));
        } else {
            throw new ModelFileException(path, "there is no such folder or file");
        }
        return Main.DONE;
    }

    private void print(Map<String, ?> values, String text) {
        spec.commandLine().getOut().println(json ? Json.of(values) : Printable.lines(text));
    }
}

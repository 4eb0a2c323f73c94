package dev.graft.cli;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import dev.graft.models.folder.AdapterWeights;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code graft export} command, which writes weights under the names of another system. */
@Command(
        name = "export",
        description = "Writes an adapter's weights under the names of another system.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "folder that 'graft train' wrote")
    private Path folder;

    @Option(names = "--names", required = true, description = "whose names, such as llava or minigpt4")
    private String names;

    @Option(names = "--output", required = true, description = "the safetensors file to write")
    private Path output;

    @Override
    public Integer call() {
        VisionLanguageDescription description = VisionLanguageDescription.load(folder);
        Adapter adapter = description.network();
        Map<String, Tensor> weights = AdapterWeights.load(folder.resolve(ModelFolder.WEIGHTS), adapter);
        Safetensors.write(output, WeightNames.of(names).rename(adapter, weights), Map.of("format", "pt"));
        spec.commandLine().getOut().println(output);
        return Main.DONE;
    }
}

package dev.graft.cli;

import dev.graft.backbones.GenerationOptions;
import dev.graft.backbones.Images;
import dev.graft.models.VisionLanguageModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code graft ask}. */
@Command(name = "ask", description = "Asks a trained model a question about an image.", mixinStandardHelpOptions = true)
final class AskCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Parameters(index = "1", paramLabel = "IMAGE", description = "a PNG, JPEG, GIF or BMP file")
    private Path image;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "QUESTION",
            description = "what to ask; without, the image is described",
            defaultValue = "")
    private String question;

    @Option(
            names = "--max-tokens",
            defaultValue = "" + VisionLanguageModel.DEFAULT_ANSWER_TOKENS,
            description = "longest answer in tokens (default: ${DEFAULT-VALUE})")
    private int maxTokens;

    @Option(
            names = "--temperature",
            defaultValue = "0",
            description = "0 takes the likeliest token each time, above tokens are drawn (default: ${DEFAULT-VALUE})")
    private double temperature;

    @Option(names = "--top-k", defaultValue = "0", description = "draw from the K likeliest tokens; 0 for all")
    private int topK;

    @Option(names = "--top-p", defaultValue = "1", description = "draw from the likeliest tokens up to P in sum")
    private double topP;

    @Option(names = "--seed", defaultValue = "0", description = "decides what is drawn")
    private long seed;

    @Override
    public Integer call() {
        GenerationOptions options = new GenerationOptions(maxTokens, temperature, topK, topP, seed, List.of());
        try (VisionLanguageModel opened = model.load()) {
            PrintWriter out = spec.commandLine().getOut();
            opened.ask(Images.read(image), question, options, piece -> {
                out.print(piece);
                out.flush();
            });
            out.println();
        }
        return Main.DONE;
    }
}

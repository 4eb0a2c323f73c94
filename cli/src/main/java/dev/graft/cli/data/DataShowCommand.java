package dev.graft.cli.data;

import dev.graft.cli.option.Within;
import dev.graft.models.data.sampling.Split;
import dev.graft.models.data.show.ContactSheet;
import dev.graft.models.data.show.DrawnSamples;
import dev.graft.models.data.show.SampleText;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code graft data show} command, which shows samples of a data set. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows samples of a data set, drawn at random: as a page with their images, or here as text.",
        footer = {
            "",
            "The page is one HTML file that holds small pictures of the images and needs no network. Records that cannot be",
            "read are left out and counted; images that cannot be read are shown with what is wrong."
        })
final class DataShowCommand implements Callable<Integer> {
    private static final int ON_A_PAGE = 60;
    private static final int HERE = 5;

    /** A browser has to hold them all. */
    private static final int MOST = 1000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "the HTML file to write; without it, text is printed")
    private Path output;

    @Within(Range.POSITIVE)
    @Option(
            names = "--count",
            paramLabel = "N",
            description = "how many samples (default: " + ON_A_PAGE + " on a page, " + HERE + " here), at most " + MOST)
    private Integer count;

    @Within(Range.ANY)
    @Option(
            names = "--seed",
            defaultValue = "0",
            description = "by which they are drawn, and of the split (default: ${DEFAULT-VALUE})")
    private long seed;

    @Within(Range.BELOW_ONE)
    @Option(
            names = "--validation",
            paramLabel = "FRACTION",
            description = "say of each sample whether 'graft train' with the same seed keeps it for validation")
    private Double validation;

    @Override
    public Integer call() {
        int drawn = count == null ? output == null ? HERE : ON_A_PAGE : count;
        if (drawn > MOST) {
            throw new InvalidInputException("--count must be at most " + MOST + ", found " + drawn
                    + "; 'graft data check' looks at every image of a large set");
        }
        PrintWriter err = spec.commandLine().getErr();
        DrawnSamples samples = DrawnSamples.of(
                data.open(err::println),
                data.limit(),
                drawn,
                seed,
                Optional.ofNullable(validation).map(fraction -> new Split(fraction, seed)));
        if (!samples.faults().isEmpty()) {
            err.println("left out: " + samples.faults().summary() + "; 'graft data check' lists each");
        }
        if (output == null) {
            spec.commandLine().getOut().println(SampleText.of(samples));
        } else {
            ContactSheet.write(samples, output);
            spec.commandLine().getOut().println(samples.numbers().size() + " samples are in " + output);
        }
        return ExitCode.OK;
    }
}

package dev.graft.cli;

import dev.graft.cli.option.Needs;
import dev.graft.cli.option.Within;
import dev.graft.eval.FewShot;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.sampling.SupportSet;
import dev.graft.models.source.Reference;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What stands before each question. */
final class FewShotOptions {
    @Within(Range.NOT_NEGATIVE)
    @Option(
            names = "--shots",
            paramLabel = "K",
            defaultValue = "0",
            description = "examples with other images before each question, drawn from --support with --seed")
    private int shots;

    @Needs("--shots")
    @Option(
            names = "--support",
            paramLabel = "DATA",
            description = "file or folder of the data that examples come from")
    private String support;

    @Needs("--shots")
    @Within(Range.TIMES)
    @Option(names = "--repeats", defaultValue = "1", description = "how often each example stands in the prompt")
    private int repeats;

    @Option(
            names = "--induction",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "said before all, such as 'Please answer the question.'")
    private String induction;

    /** @param err told if the data has to be made first */
    FewShot load(long seed, PrintWriter err) {
        if (shots == 0) {
            return new FewShot(induction, Optional.empty());
        }
        if (support == null) {
            throw new InvalidInputException("--shots " + shots + " needs --support DATA to draw the examples from");
        }
        List<Sample> samples = IndexedDataset.load(
                Dataset.open(Reference.parse(support).locate(err::println)),
                sample -> sample.image().isPresent());
        return new FewShot(induction, Optional.of(new SupportSet(samples, shots, repeats, seed)));
    }
}

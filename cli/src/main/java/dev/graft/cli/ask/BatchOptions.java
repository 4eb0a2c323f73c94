package dev.graft.cli.ask;

import dev.graft.cli.option.DataFormatNames;
import dev.graft.cli.option.DatasetReading;
import dev.graft.cli.option.Needs;
import dev.graft.cli.option.Within;
import dev.graft.cli.output.TextOutput;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.fault.BadData;
import dev.graft.models.data.fault.LongSamples;
import dev.graft.models.data.fault.Tolerance;
import dev.graft.models.source.Reference;
import dev.graft.tensors.Range;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A data set whose questions are answered, and where the answers go. */
public final class BatchOptions {
    @Option(
            names = "--batch",
            paramLabel = "DATA",
            description =
                    "answer the questions of a data file or folder, one JSON object a line; they need not have answers"
                            + " there")
    private String data;

    @Needs("--batch")
    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = "-",
            description =
                    "where the answers of --batch go; unfinished it is FILE.part, and the same command goes on with it"
                            + " (default: they are printed)")
    private Path output;

    @Needs("--batch")
    @Option(
            names = "--format",
            completionCandidates = DataFormatNames.class,
            description = "format of the data: ${COMPLETION-CANDIDATES}; told by its content unless given")
    private String format;

    @Needs("--batch")
    @Option(names = "--images", description = "folder of the images, if not beside the data")
    private Path images;

    @Needs("--batch")
    @Option(
            names = "--confined",
            description =
                    "images must lie in the folder of the images, or of the data where none is given, links followed")
    private boolean confined;

    @Needs("--batch")
    @Within(Range.NOT_NEGATIVE)
    @Option(names = "--limit", defaultValue = "0", description = "the most questions; 0 for all")
    private int limit;

    @Needs("--batch")
    @Within(Range.NOT_NEGATIVE)
    @Option(
            names = "--history",
            paramLabel = "TURNS",
            description =
                    "the most earlier turns of a conversation that are read with a question, answered as in the data"
                            + " (default: all)")
    private Integer history;

    @Needs("--batch")
    @Option(
            names = "--bad",
            paramLabel = "WHAT",
            defaultValue = "stop",
            description =
                    "records and images that cannot be used: list them all and end (default), or leave them out and say"
                            + " how many; few leaves out at most 1 in 100 of a large set")
    private BadData bad;

    @Needs("--batch")
    @Option(
            names = "--long",
            paramLabel = "WHAT",
            defaultValue = "stop",
            description =
                    "questions that leave no room for an answer in the language model's context: list them all and end"
                            + " (default), or leave them out")
    private LongSamples longs;

    @Needs("--batch")
    @Option(
            names = "--list",
            paramLabel = "FILE",
            description = "write all that cannot be used to a file, one JSON object a line, as 'graft data check' does")
    private Path list;

    /** Whether a data set is to be answered. */
    public boolean isGiven() {
        return data != null;
    }

    /**
     * The data set.
     *
     * @param frames of each video; 0 for all
     */
    Dataset open(PrintWriter err, int frames) {
        DatasetOptions options =
                DatasetReading.options(format, images, confined, frames).withUnanswered();
        return Dataset.open(Reference.parse(data).locate(err::println), options)
                .lookingIn(options.images())
                .taking(frames);
    }

    int limit() {
        return limit;
    }

    int history() {
        return history == null ? Integer.MAX_VALUE : history;
    }

    /** What becomes of what cannot be used. */
    Tolerance tolerance() {
        return new Tolerance(bad, longs);
    }

    /** Where faults are listed; empty for nowhere. */
    Optional<Path> list() {
        return Optional.ofNullable(list);
    }

    /** The file of the answers; empty where they are printed. */
    Optional<Path> output() {
        return TextOutput.isPrinted(output) ? Optional.empty() : Optional.of(output);
    }
}

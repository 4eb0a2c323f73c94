package dev.graft.cli;

import dev.graft.cli.option.DataFormatNames;
import dev.graft.cli.option.DatasetReading;
import dev.graft.cli.option.Within;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.check.UsedImages;
import dev.graft.models.data.fault.BadData;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.models.data.fault.LongSamples;
import dev.graft.models.data.fault.Tolerance;
import dev.graft.models.data.fault.UnusedFields;
import dev.graft.models.data.sampling.Split;
import dev.graft.models.source.Reference;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Which questions a model is asked. */
final class QuestionOptions {
    @Option(
            names = "--data",
            description = "file or folder of the data, or builtin:shapes/test/questions.jsonl and its like;"
                    + " Omniglot's one-shot runs are for the vision encoder alone")
    private String data;

    @Option(
            names = "--format",
            completionCandidates = DataFormatNames.class,
            description = "format of the data: ${COMPLETION-CANDIDATES}; told by its content unless given")
    private String format;

    @Option(
            names = "--confined",
            description =
                    "images must lie in the folder of the images, or of the data where none is given, links followed")
    private boolean confined;

    @Within(Range.NOT_NEGATIVE)
    @Option(names = "--frames", paramLabel = "N", defaultValue = "0", description = DatasetReading.FRAMES)
    private int frames;

    @Option(names = "--images", description = "folder of the images, if not beside the data")
    private Path images;

    @Within(Range.BELOW_ONE)
    @Option(
            names = "--validation",
            defaultValue = "0",
            description = "use only the fraction of images that 'graft train' with the same seed kept for validation")
    private double validation;

    @Option(
            names = "--bad",
            paramLabel = "WHAT",
            defaultValue = "stop",
            description =
                    "questions and images that cannot be used: list them all and end (default), or leave them out and"
                            + " say how many; few leaves out at most 1 in 100 of a large set")
    private BadData bad;

    @Option(
            names = "--long",
            paramLabel = "WHAT",
            defaultValue = "stop",
            description =
                    "questions that take, with their examples and answers, more than the language model's context: list"
                            + " them all and end (default), let their answers be cut off, or leave them out")
    private LongSamples longs;

    @Within(Range.NOT_NEGATIVE)
    @Option(
            names = "--limit",
            defaultValue = "0",
            description = "the most questions, or images with captions; 0 for all")
    private int limit;

    /**
     * Where the data are, which must be given.
     *
     * @param err told if they have to be made first
     */
    Path place(PrintWriter err) {
        if (data == null) {
            throw new InvalidInputException("--data is missing; name the file or folder of the questions");
        }
        return Reference.parse(data).locate(err::println);
    }

    /** The data as they were named. */
    String data() {
        return data;
    }

    /** The most questions or images; 0 for all. */
    int limit() {
        return limit;
    }

    /** The data set at a place. */
    Dataset open(Path place) {
        DatasetOptions options = DatasetReading.options(format, images, confined, frames);
        return Dataset.open(place, options).lookingIn(options.images()).taking(frames);
    }

    /** What becomes of data that cannot be used as they are. */
    Tolerance tolerance() {
        return new Tolerance(bad, longs);
    }

    /** Other data, under the same rules of what may be read. */
    Dataset openOther(Path place) {
        return Dataset.open(
                place, DatasetOptions.DEFAULTS.withConfined(confined).withFrames(frames));
    }

    /**
     * The samples that are asked for, before the limit.
     *
     * @param asked those that are asked about if these are all there is, whose images must be usable
     * @param seed of the split
     * @param faults told what was left out
     * @param err told so too
     * @throws dev.graft.models.data.fault.FaultyDataException that lists what cannot be used, if it is not to be left out
     */
    IndexedDataset load(
            Dataset dataset,
            Function<IndexedDataset, List<Sample>> asked,
            long seed,
            FaultReport faults,
            PrintWriter err) {
        IndexedDataset samples = IndexedDataset.load(dataset, 0, faults::add);
        if (validation != 0) {
            boolean[] heldOut = new Split(validation, seed).heldOut(samples);
            samples = samples.subset(i -> heldOut[i]);
        }
        samples = UsedImages.usable(samples, asked, bad != BadData.STOP, faults::add);
        tolerance().require(dataset.name(), faults, samples.size());
        if (!faults.isEmpty()) {
            err.println("left out: " + faults.summary());
        }
        if (!samples.unused().isEmpty()) {
            err.println(UnusedFields.summary(samples.unused()));
        }
        if (samples.isEmpty()) {
            throw new InvalidInputException(data, "holds none of the questions that were asked for");
        }
        return samples;
    }

    /** As many of them as are asked for. */
    List<Sample> first(List<Sample> samples) {
        return limit == 0 ? samples : samples.subList(0, Math.min(limit, samples.size()));
    }
}

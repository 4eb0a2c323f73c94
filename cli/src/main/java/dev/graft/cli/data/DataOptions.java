package dev.graft.cli.data;

import dev.graft.cli.option.DataFormatNames;
import dev.graft.cli.option.DatasetReading;
import dev.graft.cli.option.Within;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.source.Reference;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which data set, and how it is read. */
final class DataOptions {
    @Parameters(
            paramLabel = "DATA",
            description = "file or folder of the data, or builtin:shapes/train/questions.jsonl")
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

    @Within(Range.NOT_NEGATIVE)
    @Option(names = "--limit", defaultValue = "0", description = "the most samples to read; 0 for all")
    private int limit;

    /** The most samples to read; 0 for all. */
    int limit() {
        if (limit < 0) {
            throw new InvalidInputException("--limit must be 0 (all) or more, found " + limit);
        }
        return limit;
    }

    Dataset open(Consumer<String> messages) {
        return open(data, messages).lookingIn(Optional.ofNullable(images)).taking(frames);
    }

    /** Another data set, which is read in the same way. */
    Dataset open(String other, Consumer<String> messages) {
        DatasetOptions options = DatasetReading.options(format, images, confined, frames);
        return Dataset.open(Reference.parse(other).locate(messages), options);
    }
}

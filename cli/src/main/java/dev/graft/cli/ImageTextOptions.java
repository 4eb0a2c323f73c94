package dev.graft.cli;

import dev.graft.cli.option.Within;
import dev.graft.eval.similarity.SimilaritySettings;
import dev.graft.eval.similarity.SimilarityTask;
import dev.graft.tensors.Range;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/** What to measure of a model that compares images with texts. */
final class ImageTextOptions {
    @Within(Range.NOT_NEGATIVE)
    @Option(
            names = "--rerank",
            paramLabel = "K",
            defaultValue = "0",
            description = "retrieval: match the K most similar candidates of each query, too; BLIP-2 takes 128")
    private int rerank;

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            defaultValue = SimilaritySettings.NAME,
            description =
                    "zero-shot: what a class is called, {} for its name, such as 'a photo of a {}'; may be repeated")
    private List<String> templates;

    /** What is asked for, if a task reads all of it. */
    SimilaritySettings settings(SimilarityTask task, CandidateOptions candidates) throws IOException {
        return new SimilaritySettings(rerank, candidates.names(), templates).requireReadBy(task);
    }
}

package dev.graft.cli;

import dev.graft.cli.option.Within;
import dev.graft.eval.EncodedImages;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.eval.similarity.CaptionedImages;
import dev.graft.eval.similarity.RetrievalEvaluation;
import dev.graft.eval.similarity.ZeroShotEvaluation;
import dev.graft.models.ImageTextSimilarity;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import dev.graft.tensors.Suggestions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Option;

/** What to measure of a model that compares images with texts. */
final class ImageTextOptions {
    static final String RETRIEVAL = "retrieval";
    static final String ZERO_SHOT = "zero-shot";

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
            defaultValue = ZeroShotEvaluation.NAME,
            description =
                    "zero-shot: what a class is called, {} for its name, such as 'a photo of a {}'; may be repeated")
    private List<String> templates;

    /**
     * Measures.
     *
     * @param images seen by the model's vision encoder
     * @param metric one of the two, or null for retrieval
     * @param candidates the names of classes
     * @param limit the most images; 0 for all
     * @param err told what is done
     */
    EvaluationReport run(
            ImageTextSimilarity model,
            EncodedImages images,
            String metric,
            CandidateOptions candidates,
            String data,
            List<Sample> samples,
            int limit,
            PrintWriter err)
            throws IOException {
        String chosen = metric == null ? RETRIEVAL : metric;
        refuseUnused(chosen, candidates.areGiven());
        return switch (chosen) {
            case RETRIEVAL ->
                new RetrievalEvaluation(model, images, rerank, err::println)
                        .run(data, CaptionedImages.of(samples, limit));
            case ZERO_SHOT ->
                new ZeroShotEvaluation(model, images, candidates.required(), templates)
                        .run(data, limit == 0 ? samples : samples.subList(0, Math.min(limit, samples.size())));
            default ->
                throw new InvalidInputException("the metric of a model that compares images with texts is retrieval or"
                        + " zero-shot, found '" + chosen + "'"
                        + Suggestions.didYouMean(chosen, List.of(RETRIEVAL, ZERO_SHOT)));
        };
    }

    /** Refuses what was given and the other metric has a use for. */
    private void refuseUnused(String metric, boolean hasCandidates) {
        boolean hasTemplates = !templates.equals(List.of(ZeroShotEvaluation.NAME));
        if (metric.equals(RETRIEVAL) && (hasCandidates || hasTemplates)) {
            throw new InvalidInputException((hasCandidates ? "--candidates" : "--template")
                    + " is for --metric zero-shot, and this is retrieval; leave the option out");
        }
        if (metric.equals(ZERO_SHOT) && rerank != 0) {
            throw new InvalidInputException(
                    "--rerank is for --metric retrieval, and this is zero-shot; leave the option out");
        }
    }
}

package dev.graft.eval.similarity;

import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.data.Sample;
import java.util.List;
import java.util.Set;

/** Retrieval of captions and of images, see {@link RetrievalEvaluation}. */
public final class RetrievalTask implements SimilarityTask {
    @Override
    public String id() {
        return "retrieval";
    }

    @Override
    public Set<SimilaritySettings.Key> reads() {
        return Set.of(SimilaritySettings.Key.RERANK);
    }

    /** Those about the first images. */
    @Override
    public List<Sample> asked(List<Sample> samples, int limit) {
        List<String> images = samples.stream().map(Sample::group).distinct().toList();
        Set<String> first = Set.copyOf(images.subList(0, limit == 0 ? images.size() : Math.min(limit, images.size())));
        return samples.stream().filter(sample -> first.contains(sample.group())).toList();
    }

    @Override
    public EvaluationReport run(Request request) {
        return new RetrievalEvaluation(
                        request.model(), request.features(), request.settings().rerank(), request.messages())
                .run(request.dataset(), CaptionedImages.of(request.samples(), request.limit()));
    }
}

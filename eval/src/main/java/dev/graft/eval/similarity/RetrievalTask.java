package dev.graft.eval.similarity;

import dev.graft.eval.report.EvaluationReport;
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

    @Override
    public EvaluationReport run(Request request) {
        return new RetrievalEvaluation(
                        request.model(), request.features(), request.settings().rerank(), request.messages())
                .run(request.dataset(), CaptionedImages.of(request.samples(), request.limit()));
    }
}

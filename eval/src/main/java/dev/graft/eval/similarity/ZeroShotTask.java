package dev.graft.eval.similarity;

import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Set;

/** Classification by the names of classes, see {@link ZeroShotEvaluation}. */
public final class ZeroShotTask implements SimilarityTask {
    @Override
    public String id() {
        return "zero-shot";
    }

    @Override
    public Set<SimilaritySettings.Key> reads() {
        return Set.of(SimilaritySettings.Key.CANDIDATES, SimilaritySettings.Key.TEMPLATES);
    }

    @Override
    public EvaluationReport run(Request request) {
        SimilaritySettings settings = request.settings();
        if (settings.candidates().isEmpty()) {
            throw new InvalidInputException("--metric zero-shot needs --candidates FILE with the names of the classes");
        }
        List<Sample> samples = request.samples();
        int most = request.limit() == 0 ? samples.size() : Math.min(request.limit(), samples.size());
        return new ZeroShotEvaluation(request.model(), request.features(), settings.candidates(), settings.templates())
                .run(request.dataset(), samples.subList(0, most));
    }
}

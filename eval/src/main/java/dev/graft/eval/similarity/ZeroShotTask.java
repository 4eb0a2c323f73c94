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
    public List<Sample> asked(List<Sample> samples, int limit) {
        return limit == 0 ? samples : samples.subList(0, Math.min(limit, samples.size()));
    }

    @Override
    public EvaluationReport run(Request request) {
        SimilaritySettings settings = request.settings();
        if (settings.candidates().isEmpty()) {
            throw new InvalidInputException("--metric zero-shot needs --candidates FILE with the names of the classes");
        }
        return new ZeroShotEvaluation(request.model(), request.features(), settings.candidates(), settings.templates())
                .run(request.dataset(), asked(request.samples(), request.limit()));
    }
}

package stranger;

import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.measure.Score;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.eval.similarity.SimilarityTask;
import dev.graft.models.data.Sample;
import java.util.Map;

/** A task from outside: how many images have a sample of their own. */
public final class Census implements SimilarityTask {
    @Override
    public String id() {
        return "census";
    }

    @Override
    public EvaluationReport run(Request request) {
        long images = request.samples().stream().map(Sample::group).distinct().count();
        int count = request.samples().size();
        request.messages().accept("counted");
        return EvaluationReport.of(
                request.dataset(), Map.of("images", Breakdown.of(Score.ofSet((double) images / count, count))));
    }
}

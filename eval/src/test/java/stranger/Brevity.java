package stranger;

import dev.graft.eval.answers.AnswerMetric;
import dev.graft.eval.answers.Evaluator;
import dev.graft.eval.answers.Protocol;
import java.util.List;

/** A metric from outside the project: whether an answer has at most two words. */
public final class Brevity implements Protocol, AnswerMetric {
    @Override
    public String id() {
        return "brevity";
    }

    @Override
    public int answerTokens() {
        return 4;
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    @Override
    public String name() {
        return "brevity";
    }

    @Override
    public double score(String prediction, List<String> references) {
        return prediction.split(" ").length <= 2 ? 1 : 0;
    }
}

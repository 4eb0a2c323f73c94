package dev.graft.eval.answers;

import java.util.List;

/**
 * The VQA accuracy of lmms-eval's task vqav2: as {@link VqaAccuracy}, but answers are normalised also where all humans agree.
 */
public final class LmmsVqaAccuracy implements AnswerMetric, Protocol {
    @Override
    public String id() {
        return "vqa-lmms-eval";
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    @Override
    public String name() {
        return "vqa_accuracy_lmms_eval";
    }

    @Override
    public double score(String prediction, List<String> references) {
        return VqaAccuracy.leaveOneOut(
                VqaNormalisation.lmmsEval(prediction),
                references.stream().map(VqaNormalisation::lmmsEval).toList());
    }
}

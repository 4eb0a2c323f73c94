package dev.graft.eval.answers;

import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.Sample;
import java.util.List;

/**
 * The VQA accuracy of EvalAI's servers, as MMF's {@code TextVQAAccuracyEvaluator} (facebookresearch/mmf) and lmms-eval's
 * tasks textvqa, vizwiz_vqa and ok_vqa compute it: all answers are normalised, also where all humans agree, and before that
 * commas and question marks are dropped and {@code 's} is a word of its own.
 *
 * <p>As in {@link VqaAccuracy} fewer references than ten are repeated in turn; the programs are only made for ten.
 */
public final class EvalAiAccuracy implements AnswerMetric, Protocol {
    private static final String TEXT_VQA = "textvqa";

    @Override
    public String id() {
        return "vqa-evalai";
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    @Override
    public boolean suits(DatasetFormat format) {
        return format.id().equals(TEXT_VQA);
    }

    @Override
    public boolean suits(List<Sample> samples) {
        return samples.stream().allMatch(sample -> !sample.question().isBlank() && VizWiz.isImage(sample.group()));
    }

    @Override
    public String name() {
        return "vqa_accuracy_evalai";
    }

    @Override
    public double score(String prediction, List<String> references) {
        return VqaAccuracy.leaveOneOut(
                VqaNormalisation.evalAi(prediction),
                references.stream().map(VqaNormalisation::evalAi).toList());
    }
}

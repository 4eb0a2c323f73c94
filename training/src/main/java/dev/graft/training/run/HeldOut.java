package dev.graft.training.run;

import dev.graft.eval.Evaluation;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.tensors.Tensor;
import dev.graft.training.progress.Example;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A data set that is not learnt from, on which trained weights are evaluated. */
public interface HeldOut {
    /** The figures that weights reach; empty where nothing is held out, or none are asked for. */
    Optional<EvaluationReport> evaluate(Map<String, Tensor> weights, Evaluation.Progress progress);

    /** What the model says about some of it; none of a model that does not answer. */
    default List<Example> examples(Map<String, Tensor> weights, int count) {
        return List.of();
    }
}

/**
 * How good a trained model is: metrics of answers, captions and similarities, with intervals, beside the same model without
 * its image, and reports of them.
 *
 * <p>Begin with {@link dev.graft.eval.Evaluation}.
 */
module dev.graft.eval {
    requires transitive dev.graft.models;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;

    exports dev.graft.eval;
    exports dev.graft.eval.answers;
    exports dev.graft.eval.batch;
    exports dev.graft.eval.choice;
    exports dev.graft.eval.embedding;
    exports dev.graft.eval.measure;
    exports dev.graft.eval.similarity;
    exports dev.graft.eval.report;

    uses dev.graft.eval.answers.Protocol;
    uses dev.graft.eval.similarity.SimilarityTask;
    uses dev.graft.eval.similarity.FeatureTask;

    // In the order in which a user sees them.
    provides dev.graft.eval.answers.Protocol with
            dev.graft.eval.answers.ShortAnswers,
            dev.graft.eval.answers.CaptionEvaluator,
            dev.graft.eval.answers.Grounding,
            dev.graft.eval.answers.Pope,
            dev.graft.eval.answers.OpenEndedMatch,
            dev.graft.eval.answers.VlIclMatch,
            dev.graft.eval.answers.EvalAiAccuracy,
            dev.graft.eval.answers.LmmsVqaAccuracy,
            dev.graft.eval.answers.GqaMatch,
            dev.graft.eval.answers.RelaxedAccuracy,
            dev.graft.eval.answers.Anls,
            dev.graft.eval.answers.OcrBench,
            dev.graft.eval.answers.Mme,
            dev.graft.eval.choice.LikeliestChoice,
            dev.graft.eval.choice.LetterChoice;
    provides dev.graft.eval.similarity.SimilarityTask with
            dev.graft.eval.similarity.RetrievalTask,
            dev.graft.eval.similarity.ZeroShotTask;
    provides dev.graft.eval.similarity.FeatureTask with
            dev.graft.eval.similarity.OneShotEvaluation;
}

package dev.graft.training.progress;

import dev.graft.eval.report.EvaluationReport;
import java.util.List;

/** A listener that hears how a training run goes on. All methods do nothing unless overridden. */
public interface TrainingListener {
    TrainingListener NONE = new TrainingListener() {};

    /** Something a user wants to know, in one line. */
    default void onMessage(String message) {}

    /** Work before the first step, such as computing features. */
    default void onPreparation(String what, long done, long total) {}

    /** A step was taken. */
    default void onStep(long step, long total, double loss, double samplesPerSecond, double secondsLeft) {}

    /** A validation was made. */
    default void onValidation(long step, Validation validation) {}

    /** The trained model was evaluated. */
    default void onEvaluation(EvaluationReport report) {}

    /** What the trained model says about some images that it did not learn from. */
    default void onExamples(List<Example> examples) {}
}

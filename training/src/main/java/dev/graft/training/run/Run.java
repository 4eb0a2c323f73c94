package dev.graft.training.run;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.folder.ModelFolder;
import dev.graft.tensors.Tensor;
import dev.graft.training.optimizer.AdamW;
import dev.graft.training.progress.Example;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.BatchLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** A training run of any objective: trains, writes the model with the best weights, and evaluates it. */
public final class Run {
    private static final int EXAMPLES = 12;

    private final RunContext context;
    private final Task task;
    private final TrainingSettings settings;
    private final RunFolder folder;
    private final TrainingListener listener;

    /** @param task stays open while this runs */
    public Run(RunContext context, Task task) {
        this.context = context;
        this.task = task;
        this.settings = context.settings();
        this.folder = context.folder();
        this.listener = context.listener();
    }

    /** Returns whether everything was done, or it was stopped before. */
    public boolean run(BooleanSupplier stopped) {
        context.backbones().vision().rest(); // all features are there
        ObjectiveChecks.requireMemory(settings, task.network());
        AdapterStart start = AdapterStart.of(
                task.network(),
                settings.start().trainedParameters(),
                task.start().orElseGet(() -> InitialWeights.start(settings, task.network(), listener)));
        listener.onMessage(task.summary(start));
        listener.onMessage(task.data().summary());
        task.data().shortage(settings.data().validation()).ifPresent(listener::onMessage);
        try (BatchLoss loss = task.loss(start);
                AdamW optimizer = new AdamW(
                        settings.optimizer().adamW(),
                        start.trained(),
                        settings.runtime().session())) {
            Validator validator = new Validator(loss, task.data().validation(), task::accuracy);
            TrainingLoop loop =
                    new TrainingLoop(context, task.network(), task.data().training(), loss, optimizer, validator);
            boolean complete = loop.goOn(stopped);
            Map<String, Tensor> weights = loop.bestWeights();
            task.writeBeside(folder.path());
            if (!settings.backbones().processor().isEmpty()) {
                folder.write(
                        ModelFolder.PREPROCESSING,
                        ImageProcessor.configuration(settings.paths().processor()));
            }
            folder.writeModel(task.description(), weights);
            folder.drawCurve().ifPresent(listener::onMessage);
            writeCard(optimizer.steps(), List.of());
            return complete && evaluate(weights, optimizer.steps(), stopped);
        }
    }

    /** Returns false if it was stopped before the end. */
    private boolean evaluate(Map<String, Tensor> weights, long step, BooleanSupplier stopped) {
        List<HeldOut> sets = task.heldOut();
        List<EvaluationReport> reports = new ArrayList<>();
        try {
            for (HeldOut set : sets) {
                set.evaluate(weights, (condition, done, total) -> {
                            listener.onPreparation("evaluation, " + condition.id(), done, total);
                            if (stopped.getAsBoolean()) {
                                throw new CancellationException("stopped during the evaluation");
                            }
                        })
                        .ifPresent(reports::add);
            }
        } catch (CancellationException e) {
            return false;
        }
        if (!reports.isEmpty()) {
            List<Example> examples = sets.get(0).examples(weights, EXAMPLES);
            if (!examples.isEmpty()) {
                folder.drawExamples(examples).ifPresent(listener::onMessage);
            }
            writeCard(step, reports);
            for (int i = 0; i < reports.size(); i++) {
                folder.write(RunFolder.evaluation(i), reports.get(i).toJson());
                listener.onEvaluation(reports.get(i));
            }
            listener.onExamples(examples);
        }
        return true;
    }

    private void writeCard(long step, List<EvaluationReport> reports) {
        folder.write(RunFolder.CARD, new ModelCard(context, task, step, reports).toMarkdown());
    }
}

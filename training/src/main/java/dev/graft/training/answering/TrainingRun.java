package dev.graft.training.answering;

import dev.graft.adapters.Adapter;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.ModelDescription;
import dev.graft.models.data.IndexedDataset;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
import dev.graft.training.features.StoredImages;
import dev.graft.training.optimizer.AdamW;
import dev.graft.training.progress.Example;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.run.AdapterStart;
import dev.graft.training.run.Backbones;
import dev.graft.training.run.InitialWeights;
import dev.graft.training.run.Provenance;
import dev.graft.training.run.RunFolder;
import dev.graft.training.run.RunInputs;
import dev.graft.training.run.TrainingData;
import dev.graft.training.run.TrainingLoop;
import dev.graft.training.run.Validator;
import dev.graft.training.settings.TrainingConfig;
import dev.graft.training.step.Batcher;
import dev.graft.training.step.LanguageLoss;
import dev.graft.training.step.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** A run whose backbones are open and whose features are computed: trains, writes the model, evaluates it. */
public final class TrainingRun {
    private static final int EXAMPLES = 12;

    private final TrainingConfig config;
    private final RunFolder folder;
    private final Backbones backbones;
    private final Features features;
    private final RunInputs inputs;
    private final Provenance provenance;
    private final TrainingListener listener;
    private final Adapter adapter;
    private final TrainingLoop.Data data;
    private final HeldOutQuestions questions;
    private final List<HeldOutQuestions> tests;

    public TrainingRun(
            TrainingConfig config,
            RunFolder folder,
            Backbones backbones,
            IndexedDataset samples,
            Features features,
            List<HeldOutQuestions> tests,
            RunInputs inputs,
            Provenance provenance,
            TrainingListener listener) {
        this.config = config;
        this.folder = folder;
        this.backbones = backbones;
        this.features = features;
        this.tests = tests;
        this.inputs = inputs;
        this.provenance = provenance;
        this.listener = listener;
        this.adapter = backbones.adapter(features);
        this.data =
                new TrainingData(config, backbones.language(), backbones.tokenizer(), visualTokens()).split(samples);
        StoredImages images = new StoredImages(features, samples.images());
        this.questions = new HeldOutQuestions(samples.name(), config, backbones, features, images, data.questions());
    }

    private int visualTokens() {
        return adapter.visualTokens(features.tokens());
    }

    /** Returns whether everything was done, or it was stopped before. */
    public boolean run(BooleanSupplier stopped) {
        AdapterStart start =
                AdapterStart.of(adapter, config.trained(), InitialWeights.start(config, adapter, listener));
        long trained = start.trainedElements();
        listener.onMessage("adapter: " + parameters() + " parameters, "
                + (trained == parameters() ? "" : trained + " of them trained, ") + visualTokens()
                + " visual tokens of width "
                + backbones.language().width() + " from " + features.tokens() + " features of width "
                + features.width());
        listener.onMessage(data.summary());
        try (TrainingStep step = new TrainingStep(
                        backbones.language(), adapter, start.frozen(), config.seed(), config.session());
                AdamW optimizer = new AdamW(config.optimizer(), start.trained(), config.session())) {
            boolean complete = train(step, optimizer, stopped);
            Map<String, Tensor> weights = folder.bestWeights(adapter, step.weights(optimizer.parameters()));
            backbones.preprocessing().ifPresent(text -> folder.write(ModelDescription.PREPROCESSING, text));
            folder.writeModel(backbones.description(features), weights);
            folder.drawCurve().ifPresent(listener::onMessage);
            writeCard(optimizer.steps(), List.of());
            return complete && evaluate(weights, stopped);
        }
    }

    private long parameters() {
        return adapter.parameterShapes().values().stream()
                .mapToLong(Tensor::elementCount)
                .sum();
    }

    private boolean train(TrainingStep step, AdamW optimizer, BooleanSupplier stopped) {
        Batcher batcher = new Batcher(backbones.language(), features, visualTokens(), config.microBatch());
        LanguageLoss loss = new LanguageLoss(step, batcher, config.microBatch());
        Validator validator = new Validator(loss, data.validation(), questions::accuracy);
        TrainingLoop loop = new TrainingLoop(
                config,
                data.training(),
                loss,
                optimizer,
                validator,
                folder.checkpoints(),
                listener,
                provenance::reached);
        return loop.goOn(folder.metrics(), stopped);
    }

    private boolean evaluate(Map<String, Tensor> weights, BooleanSupplier stopped) {
        List<EvaluationReport> reports = new ArrayList<>();
        List<HeldOutQuestions> asked = tests.isEmpty() ? List.of(questions) : tests;
        try {
            for (HeldOutQuestions each : asked) {
                each.evaluate(weights, (condition, done, total) -> {
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
            List<Example> examples = asked.get(0).examples(weights, EXAMPLES);
            folder.drawExamples(examples).ifPresent(listener::onMessage);
            writeCard(config.integer("steps"), reports);
            for (int i = 0; i < reports.size(); i++) {
                folder.write(RunFolder.evaluation(i), reports.get(i).toJson());
                listener.onEvaluation(reports.get(i));
            }
            listener.onExamples(examples);
        }
        return true;
    }

    private void writeCard(long step, List<EvaluationReport> reports) {
        ModelCard card = new ModelCard(
                folder.path(),
                config,
                backbones.description(features),
                inputs,
                data,
                step,
                provenance.wallSeconds(),
                reports);
        folder.write(RunFolder.CARD, card.toMarkdown());
    }
}

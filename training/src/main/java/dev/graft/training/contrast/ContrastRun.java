package dev.graft.training.contrast;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.contrast.DualEncoder;
import dev.graft.backbones.language.TextRow;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.contrast.DualEncoderDescription;
import dev.graft.models.contrast.DualEncoderRunner;
import dev.graft.models.data.IndexedDataset;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.FeatureCache;
import dev.graft.training.features.Features;
import dev.graft.training.features.ImageFile;
import dev.graft.training.optimizer.AdamW;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.run.AdapterStart;
import dev.graft.training.run.Backbones;
import dev.graft.training.run.InitialWeights;
import dev.graft.training.run.Provenance;
import dev.graft.training.run.RunFolder;
import dev.graft.training.run.TrainingData;
import dev.graft.training.run.TrainingLoop;
import dev.graft.training.run.Validator;
import dev.graft.training.settings.Objective;
import dev.graft.training.settings.TrainingConfig;
import dev.graft.training.step.BatchLoss;
import dev.graft.training.step.Batcher;
import dev.graft.training.step.LanguageLoss;
import dev.graft.training.step.SummedLoss;
import dev.graft.training.step.TrainingSample;
import dev.graft.training.step.TrainingStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A run whose features are computed, of an adapter between two frozen towers: CLIP, SigLIP, Llip or CoCa. */
public final class ContrastRun {
    private final TrainingConfig config;
    private final Objective.Contrast objective;
    private final RunFolder folder;
    private final Backbones backbones;
    private final FeatureCache cache;
    private final IndexedDataset samples;
    private final Features features;
    private final Provenance provenance;
    private final TrainingListener listener;
    private final Adapter adapter;

    public ContrastRun(
            TrainingConfig config,
            Objective.Contrast objective,
            RunFolder folder,
            Backbones backbones,
            FeatureCache cache,
            IndexedDataset samples,
            Features features,
            Provenance provenance,
            TrainingListener listener) {
        this.config = config;
        this.objective = objective;
        this.folder = folder;
        this.backbones = backbones;
        this.cache = cache;
        this.samples = samples;
        this.features = features;
        this.provenance = provenance;
        this.listener = listener;
        this.adapter = backbones.adapter(features);
    }

    /** Returns whether everything was done, or it was stopped before. */
    public boolean run(BooleanSupplier stopped) {
        try (TextTower tower = TextTower.open(config, objective.pooling(), listener)) {
            Optional<TextVectors> texts = tower.vectors(samples, stopped);
            Optional<List<HeldOutPairs>> tests = texts.isEmpty() ? Optional.empty() : tests(tower, stopped);
            return tests.isPresent() && run(tower, texts.orElseThrow(), tests.get(), stopped);
        }
    }

    private boolean run(TextTower tower, TextVectors texts, List<HeldOutPairs> tests, BooleanSupplier stopped) {
        DualEncoder network = new DualEncoder(
                adapter,
                objective.dual(),
                adapter.visualTokens(features.tokens()),
                backbones.language().width(),
                texts.width());
        TrainingLoop.Data data = split();
        AdapterStart start =
                AdapterStart.of(network, config.trained(), InitialWeights.start(config, network, listener));
        listener.onMessage("adapter and projections: " + start.trainedElements() + " parameters trained; "
                + network.tokens() + " visual tokens of width " + network.tokenWidth() + ", texts of width "
                + texts.width() + " from " + tower.reference().id());
        listener.onMessage(data.summary());
        int batch = config.integer("batch");
        // The step opens no session before it is asked for captions.
        try (ContrastLoss contrast = new ContrastLoss(
                        network, start.frozen(), features, texts, config.seed(), batch, config.session());
                TrainingStep step = new TrainingStep(
                        backbones.language(), adapter, start.frozen(), config.seed(), config.session());
                AdamW optimizer = new AdamW(config.optimizer(), start.trained(), config.session())) {
            BatchLoss loss = objective.caption() == 0 ? contrast : withCaptions(contrast, step);
            boolean complete = train(loss, optimizer, data, stopped);
            Map<String, Tensor> weights = folder.bestWeights(network, loss.weights(optimizer.parameters()));
            folder.writeModel(description(network, tower), weights);
            folder.drawCurve().ifPresent(listener::onMessage);
            ContrastCard card = new ContrastCard(folder.path(), config, objective, backbones, tower.reference());
            folder.write(RunFolder.CARD, card.toMarkdown(optimizer.steps(), List.of()));
            if (complete) {
                List<HeldOutPairs> asked = tests.isEmpty() ? List.of(heldOut(texts, data)) : tests;
                List<EvaluationReport> reports = evaluate(network, weights, asked);
                folder.write(RunFolder.CARD, card.toMarkdown(optimizer.steps(), reports));
            }
            return complete;
        }
    }

    private DualEncoderDescription description(DualEncoder network, TextTower tower) {
        return new DualEncoderDescription(
                config.adapter(),
                objective.dual(),
                network.tokenWidth(),
                config.text("features"),
                features.tokens(),
                backbones.visionReference(),
                objective.pooling(),
                tower.reference());
    }

    private BatchLoss withCaptions(ContrastLoss contrast, TrainingStep step) {
        int visualTokens = adapter.visualTokens(features.tokens());
        Batcher batcher = new Batcher(backbones.language(), features, visualTokens, config.microBatch());
        return new SummedLoss(List.of(
                new SummedLoss.Part("contrast", objective.contrast(), contrast),
                new SummedLoss.Part(
                        "caption", objective.caption(), new LanguageLoss(step, batcher, config.microBatch()))));
    }

    /** A caption is read by the text encoder, and by the language model only where it is learnt from the image. */
    private TrainingLoop.Data split() {
        if (objective.caption() == 0) {
            return TrainingData.split(config, samples, i -> pair(samples, i));
        }
        TrainingData captions = new TrainingData(
                config, backbones.language(), backbones.tokenizer(), adapter.visualTokens(features.tokens()));
        return TrainingData.split(
                config, samples, i -> captions.encode(samples, i).withText(i));
    }

    private boolean train(BatchLoss loss, AdamW optimizer, TrainingLoop.Data data, BooleanSupplier stopped) {
        TrainingLoop loop = new TrainingLoop(
                config,
                data.training(),
                loss,
                optimizer,
                new Validator(loss, data.validation(), weights -> OptionalDouble.empty()),
                folder.checkpoints(),
                listener,
                provenance::reached);
        return loop.goOn(folder.metrics(), stopped);
    }

    private HeldOutPairs heldOut(TextVectors texts, TrainingLoop.Data data) {
        return HeldOutPairs.of(samples.name(), features, texts, data.validation(), config.integer("final_evaluation"));
    }

    /** An image and the number of its text, of which the language model reads nothing. */
    private static TrainingSample pair(IndexedDataset pairs, int i) {
        TextRow none = TextRow.of(new long[0], new long[0]);
        return new TrainingSample(pairs.get(i).id(), pairs.imageIndex(i), 0, none, i);
    }

    /** The data sets of the final evaluation, whose features and texts are computed before the training. */
    private Optional<List<HeldOutPairs>> tests(TextTower tower, BooleanSupplier stopped) {
        List<HeldOutPairs> tests = new ArrayList<>();
        int most = config.integer("final_evaluation");
        for (Map.Entry<String, Path> test : most == 0
                ? Map.<String, Path>of().entrySet()
                : config.testPaths().entrySet()) {
            IndexedDataset pairs = TrainingData.load(TrainingData.open(config, test.getValue()), 0);
            Optional<Features> seen = cache.load(ImageFile.of(pairs, listener), stopped);
            Optional<TextVectors> read = tower.vectors(pairs, stopped);
            if (seen.isEmpty() || read.isEmpty()) {
                return Optional.empty();
            }
            List<TrainingSample> all = IntStream.range(0, pairs.size())
                    .mapToObj(i -> pair(pairs, i))
                    .toList();
            tests.add(HeldOutPairs.of(test.getKey(), seen.get(), read.get(), all, most));
        }
        return Optional.of(tests);
    }

    private List<EvaluationReport> evaluate(
            DualEncoder network, Map<String, Tensor> weights, List<HeldOutPairs> asked) {
        List<EvaluationReport> reports = new ArrayList<>();
        try (DualEncoderRunner model =
                new DualEncoderRunner(network, weights, features.tokens(), features.width(), config.session())) {
            for (HeldOutPairs pairs : asked) {
                if (!pairs.samples().isEmpty()) {
                    EvaluationReport report = pairs.evaluate(model);
                    folder.write(RunFolder.evaluation(reports.size()), report.toJson());
                    listener.onEvaluation(report);
                    reports.add(report);
                }
            }
        }
        return reports;
    }
}

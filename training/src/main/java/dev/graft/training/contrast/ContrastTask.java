package dev.graft.training.contrast;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.contrast.DualEncoder;
import dev.graft.backbones.language.TextRow;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.folder.DualEncoderDescription;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
import dev.graft.training.run.AdapterStart;
import dev.graft.training.run.Backbones;
import dev.graft.training.run.HeldOut;
import dev.graft.training.run.RunContext;
import dev.graft.training.run.SplitSamples;
import dev.graft.training.run.Task;
import dev.graft.training.run.TrainingData;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.BatchLoss;
import dev.graft.training.step.Batcher;
import dev.graft.training.step.LanguageLoss;
import dev.graft.training.step.PromptReading;
import dev.graft.training.step.SummedLoss;
import dev.graft.training.step.TrainedParts;
import dev.graft.training.step.TrainingSample;
import dev.graft.training.step.TrainingStep;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** An adapter that learns to compare images with texts, between two frozen towers. */
final class ContrastTask implements Task {
    private final TrainingSettings settings;
    private final ContrastSettings objective;
    private final RunContext context;
    private final Backbones backbones;
    private final Features features;
    private final Adapter adapter;
    private final TextTower tower;
    private final TextVectors texts;
    private final DualEncoder network;
    private final SplitSamples data;
    private final List<HeldOut> heldOut;

    private ContrastTask(
            RunContext context, ContrastSettings objective, TextTower tower, TextVectors texts, List<PairSet> tests) {
        this.context = context;
        this.settings = context.settings();
        this.objective = objective;
        this.backbones = context.backbones();
        this.features = context.features();
        this.tower = tower;
        this.texts = texts;
        int tokenWidth = tokenWidth();
        this.adapter = backbones.adapter(features, tokenWidth);
        this.network = new DualEncoder(
                adapter, objective.dual(), adapter.visualTokens(features.tokens()), tokenWidth, texts.width());
        this.data = split();
        PairSet own = new PairSet(context.samples().name(), features, texts, data.validation());
        this.heldOut = (tests.isEmpty() ? List.of(own) : tests)
                .stream()
                        .<HeldOut>map(pairs -> HeldOutPairs.of(pairs, network, settings))
                        .toList();
    }

    /** The language model's, unless it reads none of them and the adapter keeps another. */
    private int tokenWidth() {
        int language = backbones.language().width();
        return objective.captions() ? language : settings.adapter().spec().tokenWidth(features.width(), language);
    }

    /** Opens the text tower and reads all texts; empty if it was stopped. */
    static Optional<Task> open(RunContext context, BooleanSupplier stopped) {
        ContrastSettings objective = ContrastSettings.of(context.settings());
        TextTower tower = TextTower.open(context.settings(), objective.pooling(), context.listener());
        Optional<Task> task = Optional.empty();
        try {
            Optional<TextVectors> texts = tower.vectors(context.samples(), stopped);
            Optional<List<PairSet>> tests = texts.isEmpty() ? Optional.empty() : PairSet.tests(context, tower, stopped);
            task = tests.map(sets -> new ContrastTask(context, objective, tower, texts.orElseThrow(), sets));
            return task;
        } finally {
            if (task.isEmpty()) {
                tower.close();
            }
        }
    }

    /** A caption is read by the text encoder, and by the language model only where it is learnt from the image. */
    private SplitSamples split() {
        IndexedDataset samples = context.samples();
        if (!objective.captions()) {
            return TrainingData.split(settings, samples, i -> pair(samples, i));
        }
        return TrainingData.split(
                settings, samples, i -> context.tokens().get(i).withText(i));
    }

    /** An image and the number of its text, of which the language model reads nothing. */
    static TrainingSample pair(IndexedDataset pairs, int i) {
        TextRow none = TextRow.of(new long[0], new long[0]);
        return new TrainingSample(pairs.get(i).id(), pairs.imageIndices(i)[0], 0, none).withText(i);
    }

    @Override
    public Optional<Map<String, Tensor>> start() {
        return TwoTowerStart.of(settings, backbones.vision().files(), tower.files(), network);
    }

    @Override
    public DualEncoder network() {
        return network;
    }

    @Override
    public SplitSamples data() {
        return data;
    }

    @Override
    public String summary(AdapterStart start) {
        return "adapter and projections: " + start.trainedElements() + " parameters trained; " + network.tokens()
                + " visual tokens of width " + network.tokenWidth() + ", texts of width " + texts.width() + " from "
                + tower.reference().id()
                + (objective.captions() ? reading().summary() : "");
    }

    /** How captions are read; what has to be computed for it is computed once. */
    private PromptReading reading() {
        return backbones
                .readings()
                .of(
                        context.tokens(),
                        settings.samplesAtOnce(),
                        settings.runtime().session());
    }

    @Override
    public BatchLoss loss(AdapterStart start) {
        ContrastLoss contrast = new ContrastLoss(
                network,
                start.frozen(),
                features,
                texts,
                settings.seed(),
                settings.batch(),
                settings.runtime().session());
        if (!objective.captions()) {
            return contrast;
        }
        PromptReading reading = reading();
        TrainingStep step = new TrainingStep(
                reading,
                TrainedParts.of(adapter),
                start.frozen(),
                settings.seed(),
                settings.runtime().session(),
                settings.runtime().memory());
        int visualTokens = adapter.visualTokens(features.tokens());
        Batcher batcher = new Batcher(reading, features, visualTokens, settings.samplesAtOnce());
        return new SummedLoss(List.of(
                new SummedLoss.Part("contrast", objective.contrast(), contrast),
                new SummedLoss.Part(
                        "caption", objective.caption(), new LanguageLoss(step, batcher, settings.samplesAtOnce()))));
    }

    @Override
    public List<HeldOut> heldOut() {
        return heldOut;
    }

    @Override
    public DualEncoderDescription description() {
        return new DualEncoderDescription(
                settings.adapter().spec(),
                objective.dual(),
                network.tokenWidth(),
                settings.backbones().features(),
                features.tokens(),
                backbones.visionReference(),
                objective.pooling(),
                tower.reference());
    }

    @Override
    public String overview() {
        return """
                # %s

                An adapter that compares images with texts, trained with Graft by the objective `%s` on the features of the
                vision encoder `%s` (SHA-256 `%s`) and the vectors of the text encoder `%s` (SHA-256 `%s`).
                `model.safetensors` holds it with the projections of both sides.

                ## Use

                It compares images with texts, and answers nothing:

                ```bash
                graft eval %1$s --data CAPTIONS
                ```

                ```java
                try (DualEncoderModel model = DualEncoderModel.load(Path.of("%1$s"))) {
                    Tensor images = model.imageVectors(model.features(Path.of("photo.png")));
                    Tensor texts = model.textVectors(List.of("a cat", "a dog"));
                    float[] similarities = model.similarities(images, texts).toFloatArray();
                }
                ```

                An adapter that answers can begin with it, with the same settings of the adapter:

                ```bash
                graft train --set init=%1$s ...
                ```
                """.formatted(
                        context.folder().path().getFileName(),
                        objective.dual().form(),
                        backbones.visionReference().id(),
                        backbones.visionReference().sha256(),
                        tower.reference().id(),
                        tower.reference().sha256());
    }

    @Override
    public String measured() {
        return "Images and captions that were not trained on, found among each other";
    }

    @Override
    public void close() {
        tower.close();
    }
}

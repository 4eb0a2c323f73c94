package dev.graft.training.imagetext;

import dev.graft.adapters.qformer.ImageTextNetwork;
import dev.graft.adapters.qformer.QFormer;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.backbones.language.TextRow;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.imagetext.ImageTextDescription;
import dev.graft.models.imagetext.QFormerText;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
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
import dev.graft.training.step.TrainingSample;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/** A run of BLIP-2's first stage, whose features are computed: trains a Q-Former and writes it. */
public final class ImageTextRun {
    private final TrainingConfig config;
    private final Objective.ImageText objective;
    private final RunFolder folder;
    private final Backbones backbones;
    private final Features features;
    private final Provenance provenance;
    private final TrainingListener listener;
    private final ImageTextTokenizer tokenizer;
    private final QFormerText text;
    private final ImageTextNetwork network;
    private final TrainingLoop.Data data;

    /** @param tokenizer stays open while this runs */
    public ImageTextRun(
            TrainingConfig config,
            Objective.ImageText objective,
            RunFolder folder,
            Backbones backbones,
            ImageTextTokenizer tokenizer,
            IndexedDataset samples,
            Features features,
            Provenance provenance,
            TrainingListener listener) {
        this.config = config;
        this.objective = objective;
        this.folder = folder;
        this.backbones = backbones;
        this.tokenizer = tokenizer;
        this.features = features;
        this.provenance = provenance;
        this.listener = listener;
        this.text = new QFormerText(tokenizer.tokenizer(), objective.textTokens(), objective.cleanCaptions());
        this.data = split(samples);
        this.network = new ImageTextNetwork(new QFormer(spec(), features.width()), objective.contrastWidth());
    }

    private QFormerSpec spec() {
        QFormerSpec spec = (QFormerSpec) config.adapter();
        QFormerText.Ids ids = text.ids();
        if (spec.vocabulary() > 0 && spec.vocabulary() < ids.vocabulary()) {
            throw new InvalidInputException("setting 'adapter.vocabulary' must be at least " + ids.vocabulary()
                    + " for this tokenizer, found " + spec.vocabulary() + "; 0 takes what is needed");
        }
        return spec.withVocabulary(Math.max(spec.vocabulary(), ids.vocabulary()));
    }

    private TrainingLoop.Data split(IndexedDataset samples) {
        return TrainingData.split(
                config,
                samples,
                i -> new TrainingSample(
                        samples.get(i).id(),
                        samples.imageIndex(i),
                        0,
                        TextRow.of(new long[0], text.encode(QFormerText.of(samples.get(i))))));
    }

    /** Returns whether the last step was reached. */
    public boolean run(BooleanSupplier stopped) {
        AdapterStart start =
                AdapterStart.of(network, config.trained(), InitialWeights.start(config, network, listener));
        listener.onMessage("Q-Former: " + start.trainedElements() + " parameters trained, vocabulary "
                + network.network().spec().vocabulary() + ", from " + features.tokens() + " features of width "
                + features.width());
        listener.onMessage(data.summary());
        try (ImageTextLoss loss = new ImageTextLoss(
                        network,
                        objective,
                        start.frozen(),
                        features,
                        text.ids(),
                        config.seed(),
                        config.integer("batch"),
                        config.session());
                AdamW optimizer = new AdamW(config.optimizer(), start.trained(), config.session())) {
            boolean complete = train(loss, optimizer, stopped);
            Map<String, Tensor> weights = folder.bestWeights(network, loss.weights(optimizer.parameters()));
            folder.writeModel(description(), weights);
            folder.drawCurve().ifPresent(listener::onMessage);
            folder.write(RunFolder.CARD, card(optimizer.steps()));
            return complete;
        }
    }

    private boolean train(ImageTextLoss loss, AdamW optimizer, BooleanSupplier stopped) {
        Validator validator = new Validator(loss, data.validation(), weights -> OptionalDouble.empty());
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

    private ImageTextDescription description() {
        return new ImageTextDescription(
                network.network().spec(),
                objective.contrastWidth(),
                objective.textTokens(),
                objective.cleanCaptions(),
                config.text("features"),
                features.tokens(),
                backbones.visionReference(),
                tokenizer.reference());
    }

    private String card(long step) {
        return """
                # %s

                A Q-Former after BLIP-2's first stage (ITC %s, ITM %s, ITG %s), trained with Graft on the features of the frozen
                vision encoder `%s` (SHA-256 `%s`) and captions in the tokens of `%s`; %d of %d steps of %d samples.
                `model.safetensors` holds it with the heads of this stage; encoder and tokenizer are needed besides.

                ## Use

                It compares images with texts, and answers nothing:

                ```bash
                graft eval %1$s --data CAPTIONS --rerank 128
                ```

                ```java
                try (ImageTextModel model = ImageTextModel.load(Path.of("%1$s"))) {
                    Tensor images = model.runner().imageVectors(model.features(Path.of("photo.png")));
                    Tensor texts = model.runner().textVectors(List.of("a cat", "a dog"));
                    float[] similarities = model.runner().similarities(images, texts).toFloatArray();
                }
                ```

                The second stage, through a language model, begins with it, with the same settings of the adapter:

                ```bash
                graft train --set adapter.kind=qformer --set init=%1$s ...
                ```

                ## Training

                All settings: `run.json`; versions, files and hashes: `provenance.json`; every step and validation:
                `metrics.jsonl`.
                """.formatted(
                        folder.path().getFileName(),
                        objective.contrast(),
                        objective.matching(),
                        objective.generation(),
                        backbones.visionReference().id(),
                        backbones.visionReference().sha256(),
                        tokenizer.reference().id(),
                        step,
                        config.integer("steps"),
                        config.integer("batch"));
    }
}

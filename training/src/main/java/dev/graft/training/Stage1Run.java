package dev.graft.training;

import dev.graft.adapters.QFormer;
import dev.graft.adapters.QFormerSpec;
import dev.graft.adapters.QFormerStage1;
import dev.graft.backbones.TextRow;
import dev.graft.backbones.Tokenizer;
import dev.graft.graph.Tensor;
import dev.graft.models.AdapterWeights;
import dev.graft.models.ModelDescription;
import dev.graft.models.data.IndexedDataset;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/** A run of BLIP-2's first stage, whose features are computed: trains a Q-Former and writes its weights. */
final class Stage1Run {
    private final TrainingConfig config;
    private final Objective.Blip2Stage1 objective;
    private final RunFolder folder;
    private final Backbones backbones;
    private final Features features;
    private final Provenance provenance;
    private final TrainingListener listener;
    private final Stage1Text.Ids ids;
    private final QFormerStage1 network;
    private final TrainingLoop.Data data;

    Stage1Run(
            TrainingConfig config,
            Objective.Blip2Stage1 objective,
            RunFolder folder,
            Backbones backbones,
            IndexedDataset samples,
            Features features,
            Provenance provenance,
            TrainingListener listener) {
        this.config = config;
        this.objective = objective;
        this.folder = folder;
        this.backbones = backbones;
        this.features = features;
        this.provenance = provenance;
        this.listener = listener;
        if (config.objectiveTokenizer().isPresent()) {
            try (Tokenizer tokenizer =
                    Tokenizer.load(config.objectiveTokenizer().get())) {
                Stage1Text text = new Stage1Text(tokenizer, objective.textTokens());
                this.ids = text.ids();
                this.data = split(samples, text);
            }
        } else {
            listener.onMessage(
                    "captions: in the tokens of the language model, since 'objective.tokenizer' names no other;"
                            + " BLIP-2 has BERT's");
            Stage1Text text = new Stage1Text(backbones.tokenizer(), objective.textTokens());
            this.ids = text.ids();
            this.data = split(samples, text);
        }
        QFormerSpec spec = spec();
        this.network = new QFormerStage1(new QFormer(spec, features.width()), objective.contrastWidth());
    }

    private QFormerSpec spec() {
        QFormerSpec spec = (QFormerSpec) config.adapter();
        if (spec.vocabulary() > 0 && spec.vocabulary() < ids.vocabulary()) {
            throw new IllegalArgumentException("setting 'adapter.vocabulary' must be at least " + ids.vocabulary()
                    + " for this tokenizer, found " + spec.vocabulary() + "; 0 takes what is needed");
        }
        return spec.withVocabulary(Math.max(spec.vocabulary(), ids.vocabulary()));
    }

    private TrainingLoop.Data split(IndexedDataset samples, Stage1Text text) {
        return TrainingData.split(
                config,
                samples,
                i -> new TrainingSample(
                        samples.get(i).id(),
                        samples.imageIndex(i),
                        0,
                        TextRow.of(new long[0], text.encode(samples.get(i)))));
    }

    /** Returns whether the last step was reached. */
    boolean run(BooleanSupplier stopped) {
        AdapterStart start =
                AdapterStart.of(network, config.trained(), InitialWeights.start(config, network, listener));
        listener.onMessage("Q-Former: " + start.trainedElements() + " parameters trained, vocabulary "
                + network.network().spec().vocabulary() + ", from " + features.tokens() + " features of width "
                + features.width());
        listener.onMessage("data: " + data.training().size() + " samples to train on, " + data.heldOut() + " held out, "
                + data.validation().size() + " of them to validate");
        try (Stage1Loss loss = new Stage1Loss(
                        network,
                        objective,
                        start.frozen(),
                        features,
                        ids,
                        config.seed(),
                        config.integer("batch"),
                        config.session());
                AdamW optimizer = new AdamW(config.optimizer(), start.trained(), config.session())) {
            boolean complete = train(loss, optimizer, stopped);
            Map<String, Tensor> weights = folder.bestWeights(network, loss.weights(optimizer.parameters()));
            AdapterWeights.save(folder.path().resolve(ModelDescription.WEIGHTS), weights);
            folder.drawCurve().ifPresent(listener::onMessage);
            folder.write(RunFolder.CARD, card(optimizer.steps()));
            return complete;
        }
    }

    private boolean train(Stage1Loss loss, AdamW optimizer, BooleanSupplier stopped) {
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

    private String card(long step) {
        return """
                # %s

                A Q-Former after BLIP-2's first stage (ITC %s, ITM %s, ITG %s), trained with Graft on the features of the
                vision encoder `%s` (SHA-256 `%s`); %d of %d steps of %d samples. `model.safetensors` holds it with the heads
                of this stage. It answers nothing yet: the second stage begins with it,

                ```bash
                graft train --set adapter.kind=qformer --set init=%1$s ...
                ```

                with the same settings of the adapter. All settings: `run.json`; versions, files and hashes:
                `provenance.json`; every step and validation: `metrics.jsonl`.
                """.formatted(
                        folder.path().getFileName(),
                        objective.contrast(),
                        objective.matching(),
                        objective.generation(),
                        backbones.visionReference().id(),
                        backbones.visionReference().sha256(),
                        step,
                        config.integer("steps"),
                        config.integer("batch"));
    }
}

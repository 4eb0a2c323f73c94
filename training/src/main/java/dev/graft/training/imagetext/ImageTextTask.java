package dev.graft.training.imagetext;

import dev.graft.adapters.qformer.ImageTextNetwork;
import dev.graft.adapters.qformer.QFormer;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.backbones.language.TextRow;
import dev.graft.models.folder.ImageTextDescription;
import dev.graft.models.imagetext.QFormerText;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.features.Features;
import dev.graft.training.run.AdapterStart;
import dev.graft.training.run.HeldOut;
import dev.graft.training.run.RunContext;
import dev.graft.training.run.SplitSamples;
import dev.graft.training.run.Task;
import dev.graft.training.run.TrainingData;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.BatchLoss;
import dev.graft.training.step.TrainingSample;
import java.util.List;

/** A Q-Former that learns BLIP-2's first stage from images and captions. */
final class ImageTextTask implements Task {
    private final TrainingSettings settings;
    private final ImageTextSettings objective;
    private final RunContext context;
    private final Features features;
    private final ImageTextTokenizer tokenizer;
    private final QFormerText text;
    private final ImageTextNetwork network;
    private final SplitSamples data;

    private ImageTextTask(RunContext context, ImageTextTokenizer tokenizer) {
        this.context = context;
        this.settings = context.settings();
        this.objective = ImageTextSettings.of(settings);
        this.features = context.features();
        this.tokenizer = tokenizer;
        this.text = new QFormerText(tokenizer.tokenizer(), objective.textTokens(), objective.cleanCaptions());
        this.data = TrainingData.split(settings, context.samples(), this::sample);
        this.network = new ImageTextNetwork(new QFormer(spec(), features.width()), objective.contrastWidth());
    }

    static ImageTextTask open(RunContext context) {
        ImageTextTokenizer tokenizer =
                ImageTextTokenizer.open(context.settings(), context.backbones(), context.listener());
        try {
            return new ImageTextTask(context, tokenizer);
        } catch (RuntimeException | Error e) {
            tokenizer.close();
            throw e;
        }
    }

    private QFormerSpec spec() {
        QFormerSpec spec = (QFormerSpec) settings.adapter().spec();
        QFormerText.Ids ids = text.ids();
        if (spec.vocabulary() > 0 && spec.vocabulary() < ids.vocabulary()) {
            throw new InvalidInputException("setting 'adapter.vocabulary' must be at least " + ids.vocabulary()
                    + " for this tokenizer, found " + spec.vocabulary() + "; 0 takes what is needed");
        }
        return spec.withVocabulary(Math.max(spec.vocabulary(), ids.vocabulary()));
    }

    private TrainingSample sample(int i) {
        long[] words = text.encode(QFormerText.of(context.samples().get(i)));
        return new TrainingSample(
                context.samples().get(i).id(), context.samples().imageIndices(i)[0], 0, TextRow.of(new long[0], words));
    }

    @Override
    public ImageTextNetwork network() {
        return network;
    }

    @Override
    public SplitSamples data() {
        return data;
    }

    @Override
    public String summary(AdapterStart start) {
        return "Q-Former: " + start.trainedElements() + " parameters trained, vocabulary "
                + network.network().spec().vocabulary() + ", from " + features.tokens() + " features of width "
                + features.width();
    }

    @Override
    public BatchLoss loss(AdapterStart start) {
        return new ImageTextLoss(
                network,
                objective,
                start.frozen(),
                features,
                text.ids(),
                settings.seed(),
                settings.batch(),
                settings.runtime().session());
    }

    @Override
    public List<HeldOut> heldOut() {
        return List.of();
    }

    @Override
    public ImageTextDescription description() {
        return new ImageTextDescription(
                network.network().spec(),
                objective.contrastWidth(),
                objective.textTokens(),
                objective.cleanCaptions(),
                settings.backbones().features(),
                features.tokens(),
                context.backbones().visionReference(),
                tokenizer.reference());
    }

    @Override
    public String overview() {
        return """
                # %s

                A Q-Former after BLIP-2's first stage (ITC %s, ITM %s, ITG %s), trained with Graft on the features of the frozen
                vision encoder `%s` (SHA-256 `%s`) and captions in the tokens of `%s`. `model.safetensors` holds it with the
                heads of this stage; encoder and tokenizer are needed besides.

                ## Use

                It compares images with texts, and answers nothing:

                ```bash
                graft eval %1$s --data CAPTIONS --rerank 128
                ```

                ```java
                try (ImageTextModel model = ImageTextModel.load(Path.of("%1$s"))) {
                    Tensor images = model.imageVectors(model.features(Path.of("photo.png")));
                    Tensor texts = model.textVectors(List.of("a cat", "a dog"));
                    float[] similarities = model.similarities(images, texts).toFloatArray();
                }
                ```

                The second stage, through a language model, begins with it, with the same settings of the adapter:

                ```bash
                graft train --set adapter.kind=qformer --set init=%1$s ...
                ```
                """.formatted(
                        context.folder().path().getFileName(),
                        objective.contrast(),
                        objective.matching(),
                        objective.generation(),
                        context.backbones().visionReference().id(),
                        context.backbones().visionReference().sha256(),
                        tokenizer.reference().id());
    }

    @Override
    public String measured() {
        return "Images and captions that were not trained on";
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

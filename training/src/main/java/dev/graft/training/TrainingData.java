package dev.graft.training;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.LanguageModel;
import dev.graft.backbones.Tokenizer;
import dev.graft.models.EncodedPrompt;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.EpochOrder;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Turns a data set into tokens, split by image into what is learnt and what is kept for validation. */
final class TrainingData {
    private final TrainingConfig config;
    private final LanguageModel language;
    private final Tokenizer tokenizer;
    private final int visualTokens;
    private final Features features;

    TrainingData(
            TrainingConfig config, LanguageModel language, Tokenizer tokenizer, Adapter adapter, Features features) {
        this.config = config;
        this.language = language;
        this.tokenizer = tokenizer;
        this.visualTokens = adapter.visualTokens(features.tokens());
        this.features = features;
    }

    /** Reads the data set of a configuration; samples without an image are left out. */
    static IndexedDataset load(TrainingConfig config) {
        DatasetOptions options = DatasetOptions.DEFAULTS;
        if (!config.text("data.format").isEmpty()) {
            options = options.withFormat(DatasetFormat.of(config.text("data.format")));
        }
        if (!config.text("data.images").isEmpty()) {
            options = options.withImages(Path.of(config.text("data.images")));
        }
        int limit = config.integer("data.limit");
        int[] count = {0};
        IndexedDataset samples = IndexedDataset.load(
                Dataset.open(config.path("data.path"), options),
                sample -> sample.image().isPresent() && (limit == 0 || count[0]++ < limit));
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("[" + config.path("data.path") + "] holds no samples with an image");
        }
        return samples;
    }

    TrainingLoop.Data split(IndexedDataset samples) {
        Split split = new Split(config.number("data.validation"), config.seed());
        List<TrainingSample> training = new ArrayList<>();
        List<TrainingSample> validation = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            boolean held = config.number("data.validation") > 0 && split.isValidation(sample);
            (held ? validation : training).add(encode(sample, samples.imageIndex(i)));
        }
        if (training.isEmpty()) {
            throw new IllegalArgumentException("no samples are left to train on: all " + validation.size()
                    + " were kept for validation; lower data.validation, now " + config.number("data.validation"));
        }
        return new TrainingLoop.Data(training, part(validation), features);
    }

    private TrainingSample encode(Sample sample, int image) {
        EncodedPrompt prompt = config.prompt().encode(tokenizer, language, sample.question(), visualTokens);
        return new TrainingSample(
                sample.id(), image, prompt, config.prompt().encodeAnswer(tokenizer, language, sample.target()));
    }

    /** As many as are asked for, drawn by the seed. */
    private List<TrainingSample> part(List<TrainingSample> validation) {
        int wanted = Math.min(config.integer("validation_samples"), validation.size());
        int[] order = EpochOrder.of(config.seed(), 0, validation.size());
        List<TrainingSample> part = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            part.add(validation.get(order[i]));
        }
        return part;
    }
}

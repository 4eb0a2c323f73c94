package dev.graft.training.answering;

import dev.graft.adapters.Adapter;
import dev.graft.models.folder.CheckpointOrigin;
import dev.graft.models.folder.ModelDescription;
import dev.graft.models.folder.ModelOverview;
import dev.graft.models.imagetext.InstructionText;
import dev.graft.models.visual.VisualLayout;
import dev.graft.models.visual.VisualSequence;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
import dev.graft.training.features.StoredImages;
import dev.graft.training.run.AdapterStart;
import dev.graft.training.run.Backbones;
import dev.graft.training.run.HeldOut;
import dev.graft.training.run.RunContext;
import dev.graft.training.run.RunFolder;
import dev.graft.training.run.SplitSamples;
import dev.graft.training.run.Task;
import dev.graft.training.run.TrainingData;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.BatchLoss;
import dev.graft.training.step.Batcher;
import dev.graft.training.step.LanguageLoss;
import dev.graft.training.step.PromptReading;
import dev.graft.training.step.TrainedParts;
import dev.graft.training.step.TrainingStep;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** An adapter that learns to make the frozen language model answer about images. */
final class AnsweringTask implements Task {
    private final TrainingSettings settings;
    private final RunFolder folder;
    private final Backbones backbones;
    private final Features features;
    private final Adapter adapter;
    private final SplitSamples data;
    private final PromptReading reading;
    private final HeldOutQuestions questions;
    private final List<HeldOut> tests;
    private final int images;
    private final Optional<CheckpointOrigin.Content> origin;

    /** @param tests the data sets of the final evaluation; empty for the samples that are held out */
    AnsweringTask(RunContext context, List<HeldOut> tests) {
        this.settings = context.settings();
        this.images = context.samples().images().size();
        this.folder = context.folder();
        this.backbones = context.backbones();
        this.features = context.features();
        this.adapter = backbones.adapter(features);
        this.origin = settings.paths()
                .init()
                .flatMap(init -> CheckpointOrigin.of(init, backbones.description(features)))
                .map(CheckpointOrigin::read);
        this.data = TrainingData.split(
                settings, context.samples(), i -> context.tokens().get(i));
        this.reading = backbones
                .readings()
                .of(
                        context.tokens(),
                        settings.samplesAtOnce(),
                        settings.runtime().session());
        this.questions = new HeldOutQuestions(
                context.samples().name(),
                settings,
                backbones,
                features,
                new StoredImages(features, context.samples().images()),
                context.data().training().format(),
                data.questions());
        this.tests = tests.isEmpty() ? List.of(questions) : tests;
    }

    private int visualTokens() {
        return adapter.visualTokens(features.tokens());
    }

    @Override
    public Adapter network() {
        return adapter;
    }

    @Override
    public SplitSamples data() {
        return data;
    }

    @Override
    public String summary(AdapterStart start) {
        long parameters = adapter.parameterShapes().values().stream()
                .mapToLong(Tensor::elementCount)
                .sum();
        long trained = start.trainedElements();
        return "adapter: " + parameters + " parameters, "
                + (trained == parameters ? "" : trained + " of them trained, ") + visualTokensOfAnImage()
                + " of width "
                + backbones.language().width() + " from " + features.tokens() + " features of width "
                + features.width() + reading.summary();
    }

    /** One number, or from the least to the most where images have different numbers of tiles; the same of prompts with several. */
    private String visualTokensOfAnImage() {
        VisualLayout layout = settings.backbones().visualLayout();
        int[] shownWith = new int[images];
        Arrays.fill(shownWith, 1);
        data.training()
                .forEach(sample -> sample.images()
                        .forEach(shown ->
                                shownWith[shown.image()] = sample.images().size()));
        IntStream counts = IntStream.range(0, images).map(image -> tokens(layout, image, shownWith[image]));
        boolean several =
                data.training().stream().anyMatch(sample -> sample.images().size() > 1);
        IntStream prompts = data.training().stream()
                .mapToInt(sample -> sample.images().stream()
                        .mapToInt(shown ->
                                tokens(layout, shown.image(), sample.images().size()))
                        .sum());
        return range(counts)
                + (several ? " visual tokens an image and " + range(prompts) + " a prompt" : " visual tokens");
    }

    private int tokens(VisualLayout layout, int image, int images) {
        return layout.sequence(features.grid(image), visualTokens(), images).tokens();
    }

    private String range(IntStream numbers) {
        String counts = VisualSequence.summary(numbers);
        return counts.isEmpty() ? Integer.toString(visualTokens()) : counts;
    }

    @Override
    public BatchLoss loss(AdapterStart start) {
        TrainingStep step = new TrainingStep(
                reading,
                TrainedParts.of(adapter),
                start.frozen(),
                settings.seed(),
                settings.runtime().session(),
                settings.runtime().memory());
        Batcher batcher = new Batcher(
                reading, features, visualTokens(), settings.backbones().visualLayout(), settings.samplesAtOnce());
        return new LanguageLoss(step, batcher, settings.samplesAtOnce());
    }

    @Override
    public OptionalDouble accuracy(Map<String, Tensor> weights) {
        return questions.accuracy(weights);
    }

    @Override
    public List<HeldOut> heldOut() {
        return tests;
    }

    @Override
    public ModelDescription description() {
        return backbones.description(features);
    }

    @Override
    public void writeBeside(Path folder) {
        if (adapter.readsText()) {
            InstructionText.copy(backbones.instructionFolder(), folder);
        }
        origin.ifPresent(checkpoint -> checkpoint.write(folder));
    }

    @Override
    public String overview() {
        return new ModelOverview(folder.path().getFileName().toString(), backbones.description(features)).toMarkdown();
    }

    @Override
    public String measured() {
        return "Greedy answers about images that were not trained on, with 95 % intervals";
    }

    @Override
    public void close() {
        // The backbones stay open for whoever opened them.
    }
}

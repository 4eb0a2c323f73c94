package dev.graft.training.run;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextRow;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.fault.LongSamples;
import dev.graft.models.data.sampling.EpochOrder;
import dev.graft.models.data.sampling.Split;
import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.models.imagetext.BlipCaption;
import dev.graft.models.imagetext.InstructionText;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.EncodedPrompt;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptEncoder;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.Sayable;
import dev.graft.models.visual.PromptMarks;
import dev.graft.models.visual.VisualLayout;
import dev.graft.models.visual.VisualPart;
import dev.graft.models.visual.VisualSequence;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.features.Features;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.TrainingSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Makes tokens of samples, and splits them by image into what is learnt and what is kept for validation. */
public final class TrainingData {
    private final TrainingSettings settings;
    private final LanguageModel language;
    private final int visualTokens;
    private final VisualLayout layout;
    private final List<TileGrid> grids;
    private final PromptFormat format;
    private final PromptEncoder encoder;
    private final Optional<InstructionText> instruction;
    private final Tokenizer tokenizer;

    /** Of images that are not cut. */
    public TrainingData(TrainingSettings settings, LanguageModel language, Tokenizer tokenizer, int visualTokens) {
        this(settings, language, tokenizer, visualTokens, List.of());
    }

    /**
     * Of images some of which may be cut into tiles.
     *
     * @param visualTokens of a tile
     * @param grids how the tiles of each image of the data lie; empty where none is cut
     */
    TrainingData(
            TrainingSettings settings,
            LanguageModel language,
            Tokenizer tokenizer,
            int visualTokens,
            List<TileGrid> grids) {
        this(settings, language, tokenizer, visualTokens, grids, Optional.empty());
    }

    /** With what writes the questions for an adapter that reads them. */
    private TrainingData(
            TrainingSettings settings,
            LanguageModel language,
            Tokenizer tokenizer,
            int visualTokens,
            List<TileGrid> grids,
            Optional<InstructionText> instruction) {
        this.instruction = instruction;
        this.settings = settings;
        this.language = language;
        this.tokenizer = tokenizer;
        this.visualTokens = visualTokens;
        this.layout = settings.backbones().visualLayout();
        this.grids = grids;
        this.format = settings.prompt().promptFormat();
        this.encoder = PromptEncoder.of(tokenizer, language, settings.prompt().reading());
    }

    /** Finds a data set; the settings say its format and where its images are. */
    public static Dataset open(TrainingSettings settings, Path path) {
        DatasetOptions options = DatasetOptions.DEFAULTS
                .withConfined(settings.data().confined())
                .withFrames(settings.data().frames());
        Optional<DatasetFormat> format = settings.data().datasetFormat();
        if (format.isPresent()) {
            options = options.withFormat(format.get());
        }
        Optional<Path> images = settings.paths().images();
        if (images.isPresent()) {
            options = options.withImages(images.get());
        }
        return Dataset.open(path, options);
    }

    /**
     * For images whose features are as these.
     *
     * @param grids how the tiles of each image of the data lie; empty where none is cut
     */
    static TrainingData of(TrainingSettings settings, Backbones backbones, Features features, List<TileGrid> grids) {
        Adapter adapter = backbones.adapter(features);
        int visualTokens = adapter.visualTokens(features.tokens());
        return new TrainingData(
                settings,
                backbones.language(),
                backbones.tokenizer(),
                visualTokens,
                grids,
                backbones.lastingInstruction(adapter));
    }

    /**
     * Splits the samples by image.
     *
     * @param encode reads a sample, given by its number
     * @return the validation samples are the first of the held-out ones, which are in an order drawn by the seed
     */
    public static SplitSamples split(
            TrainingSettings settings, IndexedDataset samples, IntFunction<TrainingSample> encode) {
        double fraction = settings.data().validation();
        boolean[] held = new Split(fraction, settings.seed()).heldOut(samples);
        List<TrainingSample> training = new ArrayList<>();
        List<Integer> heldOut = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            if (held[i]) {
                heldOut.add(i);
            } else {
                training.add(encode.apply(i).of(samples.source(i)));
            }
        }
        if (training.isEmpty()) {
            throw new InvalidInputException(
                    samples.name(),
                    "nothing is left to train on: all " + samples.size()
                            + " samples are held out; lower 'data.validation' or give more images");
        }
        List<Integer> drawn = drawn(settings, heldOut);
        int validated = Math.min(settings.validation().samples(), drawn.size());
        return new SplitSamples(
                training,
                drawn.subList(0, validated).stream()
                        .map(i -> encode.apply(i).of(samples.source(i)))
                        .toList(),
                drawn.subList(0, Math.min(mostAnswered(settings), drawn.size())).stream()
                        .map(samples::get)
                        .toList(),
                heldOut.size());
    }

    private static int mostAnswered(TrainingSettings settings) {
        return Math.max(settings.validation().answers(), settings.validation().finalEvaluation());
    }

    private static List<Integer> drawn(TrainingSettings settings, List<Integer> heldOut) {
        return Arrays.stream(EpochOrder.of(settings.seed(), 0, heldOut.size()))
                .mapToObj(heldOut::get)
                .toList();
    }

    /** A sample in the tokens of its prompt and its answer, as far as these can be learnt. */
    Encoded encode(IndexedDataset samples, int index) {
        Sample sample = samples.get(index);
        Conversation<ImageRef> conversation =
                asked(sample, index).conversation(settings.prompt().history());
        Prompt<Integer> numbered = format.write(conversation).map(image -> number(samples, index, image));
        Prompt<VisualPart.Run> prompt = VisualSequence.expand(numbered.map(image ->
                layout.sequence(grid(image), visualTokens, numbered.images().size())));
        EncodedPrompt encoded = encoder.encode(prompt, VisualPart.Run::tokens);
        String answer = target(sample);
        String lost = Sayable.lost(tokenizer, answer);
        if (!lost.isEmpty()) {
            return Encoded.unusable(unsayable(samples.place(index), lost));
        }
        long[] asked = instruction.map(text -> text.tokens(prompt.words())).orElse(new long[0]);
        if (instruction.isPresent() && asked.length > instruction.get().longest()) {
            return new Encoded(
                    Optional.empty(),
                    Optional.of(new Fault(
                            FaultKind.OVERLONG,
                            samples.place(index),
                            "sample '" + sample.id() + "' has a question of " + asked.length
                                    + " tokens of the adapter, which reads at most "
                                    + instruction.get().longest())));
        }
        boolean encodes = language.readsPromptApart();
        int read = encoded.ids().length;
        long[] target = encoder.answer(prompt, format.answer(conversation), answer);
        int over = Math.max(0, read + (encodes ? 0 : target.length) - context());
        Optional<Fault> overlong =
                over == 0 ? Optional.empty() : Optional.of(overlong(samples.place(index), sample, context() + over));
        boolean cuts = settings.data().tolerance().longs() == LongSamples.CUT && over < target.length && !encodes;
        if (over > 0 && !cuts) {
            return new Encoded(Optional.empty(), overlong);
        }
        // Nothing stands before a first token from which to predict it.
        IntStream learnt =
                encodes ? IntStream.empty() : Arrays.stream(encoded.learnt()).filter(place -> place > 0);
        TrainingSample learning = new TrainingSample(
                        sample.id(),
                        shown(numbered.images(), encoded),
                        new TextRow(
                                encoded.ids(),
                                learnt.toArray(),
                                Arrays.copyOf(target, target.length - over),
                                PromptMarks.of(language, encoded, prompt.images())))
                .withInstruction(asked);
        return new Encoded(Optional.of(learning), overlong);
    }

    private static int number(IndexedDataset samples, int index, ImageRef image) {
        return Arrays.stream(samples.imageIndices(index))
                .filter(each -> samples.images().get(each).equals(image))
                .findFirst()
                .orElseThrow();
    }

    private TileGrid grid(int image) {
        return grids.isEmpty() ? Features.WHOLE : grids.get(image);
    }

    /** The images that the prompt shows, each with the places of its visual tokens. */
    private List<TrainingSample.Shown> shown(List<Integer> images, EncodedPrompt encoded) {
        List<TrainingSample.Shown> shown = new ArrayList<>(images.size());
        Iterator<EncodedPrompt.VisualSpan> spans = encoded.images().iterator();
        for (int image : images) {
            TileGrid grid = grid(image);
            int[] starts = layout.sequence(grid, visualTokens, images.size()).runs().stream()
                    .mapToInt(run -> spans.next().start())
                    .toArray();
            shown.add(new TrainingSample.Shown(image, grid, starts));
        }
        return shown;
    }

    private int context() {
        return language.config().contextLength().orElse(Integer.MAX_VALUE);
    }

    private String target(Sample sample) {
        boolean cleaned =
                settings.objective().cleanCaptions() && sample.question().isBlank();
        return cleaned ? BlipCaption.cleaned(sample.target()) : sample.target();
    }

    /** A sample without a question with one of those that the format has for it. */
    private Sample asked(Sample sample, int index) {
        List<String> instructions = format.instructions();
        if (instructions.isEmpty() || !sample.question().isBlank()) {
            return sample;
        }
        int drawn = SplitMix64.of(settings.seed(), index).below(instructions.size());
        return sample.withQuestion(instructions.get(drawn));
    }

    private Fault unsayable(String place, String letters) {
        return new Fault(
                FaultKind.UNSAYABLE,
                place,
                "the tokenizer of '" + language.config().id() + "' has no token for '" + letters + "' in the answer");
    }

    private Fault overlong(String place, Sample sample, int tokens) {
        return new Fault(
                FaultKind.OVERLONG,
                place,
                "sample '" + sample.id() + "' takes " + tokens
                        + " tokens with its images and answer, the language model '"
                        + language.config().id() + "' reads at most " + context());
    }
}

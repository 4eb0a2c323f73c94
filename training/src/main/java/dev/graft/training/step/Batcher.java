package dev.graft.training.step;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TextRow;
import dev.graft.models.visual.JoinedLayout;
import dev.graft.models.visual.VisualLayout;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.features.Features;
import java.util.List;

/** Lays out samples as micro-batches, padded to few different sizes, since each size needs a session of its own. */
public final class Batcher {
    private static final int TOKEN_STEP = 8;
    private static final int TARGET_STEP = 32;

    /** Large sizes are padded by an eighth at most. */
    private static final int PARTS = 8;

    private final PromptReading reading;
    private final Features features;
    private final int visualTokens;
    private final VisualLayout layout;
    private final int rows;

    /** Of prompts that are read from their first token. */
    public Batcher(LanguageModel model, Features features, int visualTokens, int rows) {
        this(PromptReading.whole(model), features, visualTokens, rows);
    }

    /** Of images whose visual tokens are read as the adapter gives them. */
    public Batcher(PromptReading reading, Features features, int visualTokens, int rows) {
        this(reading, features, visualTokens, JoinedLayout.PLAIN, rows);
    }

    /**
     * Of prompts that are read as {@code reading} says.
     *
     * @param visualTokens of a tile
     * @param layout how the visual tokens of an image's tiles are read
     * @param rows samples of a micro-batch; shorter ones are padded
     */
    public Batcher(PromptReading reading, Features features, int visualTokens, VisualLayout layout, int rows) {
        LanguageModel model = reading.model();
        if (model.fixedRows() > 0 && model.fixedRows() != rows) {
            throw new InvalidInputException("the language model's file reads batches of " + model.fixedRows()
                    + " texts and no other, found " + rows + "; set micro_batch=" + model.fixedRows()
                    + ", and 'batch' to as many or more, or export it with a dynamic axis");
        }
        this.reading = reading;
        this.features = features;
        this.visualTokens = visualTokens;
        this.layout = layout;
        this.rows = rows;
    }

    /**
     * Lays out a micro-batch.
     *
     * @throws InvalidInputException if a sample does not begin with what all prompts were found to begin with
     */
    public MicroBatch batch(List<TrainingSample> samples) {
        return batches(List.of(samples)).get(0);
    }

    /** Lays out several micro-batches, all padded to the size of the largest. */
    List<MicroBatch> batches(List<List<TrainingSample>> parts) {
        parts.forEach(samples -> samples.forEach(reading::require));
        TextBatch.Size size = padded(parts.stream()
                .map(samples -> reading.model().size(texts(samples)))
                .reduce(Batcher::larger)
                .orElseThrow());
        ImageSlots slots = ImageSlots.of(parts, rows, size.tokens() - reading.beginning(size), visualTokens, layout);
        return parts.stream().map(samples -> batch(samples, size, slots)).toList();
    }

    /** About how many bytes are fed for a micro-batch, nearly all of which are features. */
    long bytes() {
        return features.type().bytes((long) rows * features.tokens() * features.width());
    }

    private MicroBatch batch(List<TrainingSample> samples, TextBatch.Size size, ImageSlots slots) {
        int known = reading.beginning(size);
        TextBatch text = reading.model().layout(texts(samples), size);
        return new MicroBatch(
                known == 0 ? text : text.behind(known),
                size,
                slots,
                features.batch(ImageSlots.images(samples), slots.count()),
                slots.place(samples, rows, known, size.tokens() - known, visualTokens, layout),
                slots.texts(samples),
                samples.stream().map(TrainingSample::id).toList());
    }

    private static List<TextRow> texts(List<TrainingSample> samples) {
        return samples.stream().map(TrainingSample::row).toList();
    }

    private static TextBatch.Size larger(TextBatch.Size one, TextBatch.Size other) {
        return new TextBatch.Size(
                Math.max(one.batch(), other.batch()),
                Math.max(one.tokens(), other.tokens()),
                Math.max(one.decoderTokens(), other.decoderTokens()),
                Math.max(one.targets(), other.targets()));
    }

    private TextBatch.Size padded(TextBatch.Size exact) {
        int decoder = exact.decoderTokens() == 0 ? 0 : roundUp(exact.decoderTokens(), TOKEN_STEP);
        int known = reading.beginning();
        int tokens = known + roundUp(Math.max(exact.tokens() - known, visualTokens), TOKEN_STEP);
        int context = reading.model().config().contextLength().orElse(Integer.MAX_VALUE);
        return new TextBatch.Size(
                rows,
                exact.tokens() <= context ? Math.min(tokens, context) : tokens,
                decoder,
                roundUp(exact.targets(), TARGET_STEP));
    }

    private static int roundUp(int value, int smallest) {
        int step = Math.max(smallest, Integer.highestOneBit(value) / PARTS);
        return (value + step - 1) / step * step;
    }
}

package dev.graft.training.step;

import dev.graft.models.imagetext.QFormerText;
import dev.graft.models.visual.TokenSources;
import dev.graft.models.visual.VisualLayout;
import dev.graft.models.visual.VisualPart;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * How the images of a micro-batch go into its prompts: so many slots, one for each tile, each with features and with the places of
 * its visual tokens; and the places of the adapter's separators.
 *
 * <p>Where every sample has one image that is not cut there is a slot for each row. Otherwise a row may have several or none, and
 * slots that no tile fills, visual tokens that the layout leaves out, and separators that are too many write into spare rows, which
 * are cut off again.
 *
 * <p>Where the layout makes visual tokens of several, as LLaVA-OneVision makes large maps smaller, all that are read are weighted sums of
 * the rows of a table, which are the adapter's visual tokens and its separator.
 *
 * @param count how many; at least one, so that the trained weights are always in the graph
 * @param separators places of separators; 0 where the adapter has none, 1 where visual tokens are mixed
 * @param textTokens of the text that the adapter reads with each tile; 0 where it reads none
 * @param mixed visual tokens that are mixed of the table's rows; 0 where each is one row as it is
 * @param taps rows that make one of these; 0 where none is mixed
 * @param spareRows rows of places that nothing reads, behind the prompts; 0 where each row has its slot
 */
public record ImageSlots(int count, int separators, int textTokens, int mixed, int taps, int spareRows) {
    private static final int TEXT_STEP = 8;
    private static final int SEPARATOR_STEP = 32;
    private static final int MIXED_STEP = 64;

    /**
     * Where visual tokens are read, and of what they are made where they are mixed.
     *
     * @param places row and position of each, {@code [..., 2]} INT64, no two the same
     * @param rows of the table for each, {@code [mixed, taps]} INT64; empty where none is mixed
     * @param weights one for each of these, FLOAT
     */
    public record Placed(Tensor places, Optional<Tensor> rows, Optional<Tensor> weights) {}

    /**
     * Slots for micro-batches of samples laid out in rows, as few different numbers of them as will do: each needs a session of
     * its own.
     */
    static ImageSlots of(
            List<List<TrainingSample>> parts, int rows, int tokens, int visualTokens, VisualLayout layout) {
        boolean separated = layout.separators() > 0;
        int taps = taps(parts, visualTokens, layout);
        if (!separated
                && taps == 0
                && parts.stream().allMatch(samples -> samples.stream().allMatch(ImageSlots::hasOneTile))) {
            return new ImageSlots(rows, 0, textTokens(parts), 0, 0, 0);
        }
        int tiles = parts.stream().mapToInt(ImageSlots::tiles).max().orElse(0);
        int half = Math.max(1, rows / 2);
        int count = tiles <= half ? half : (tiles + rows - 1) / rows * rows;
        if (taps > 0) {
            int read = largest(parts, samples -> read(samples, visualTokens, layout));
            int mixed = roundUp(read, MIXED_STEP);
            return new ImageSlots(
                    count, separated ? 1 : 0, textTokens(parts), mixed, taps, (mixed + tokens - 1) / tokens);
        }
        int separators = !separated ? 0 : largest(parts, samples -> separators(samples, visualTokens, layout));
        int padded = separated ? roundUp(Math.max(1, separators), SEPARATOR_STEP) : 0;
        long places = (long) count * visualTokens + padded;
        return new ImageSlots(count, padded, textTokens(parts), 0, 0, Math.toIntExact((places + tokens - 1) / tokens));
    }

    private static int largest(List<List<TrainingSample>> parts, ToIntFunction<List<TrainingSample>> size) {
        return parts.stream().mapToInt(size).max().orElse(0);
    }

    private static int roundUp(int size, int step) {
        return (size + step - 1) / step * step;
    }

    /** The runs of visual tokens of the images of samples, in their order. */
    private static Stream<VisualPart.Run> runs(List<TrainingSample> samples, int visualTokens, VisualLayout layout) {
        return samples.stream()
                .flatMap(sample ->
                        sample.images().stream().flatMap(image -> runs(sample, image, visualTokens, layout).stream()));
    }

    private static List<VisualPart.Run> runs(
            TrainingSample sample, TrainingSample.Shown image, int visualTokens, VisualLayout layout) {
        return layout.sequence(image.grid(), visualTokens, sample.images().size())
                .runs();
    }

    private static int read(List<TrainingSample> samples, int visualTokens, VisualLayout layout) {
        return runs(samples, visualTokens, layout)
                .mapToInt(VisualPart.Run::tokens)
                .sum();
    }

    /** How many rows make a visual token where any is mixed; 0 where none is. */
    private static int taps(List<List<TrainingSample>> parts, int visualTokens, VisualLayout layout) {
        return largest(
                parts,
                samples -> runs(samples, visualTokens, layout)
                        .map(VisualPart.Run::sources)
                        .mapToInt(sources -> sources.picks() ? 0 : sources.taps())
                        .max()
                        .orElse(0));
    }

    private static int textTokens(List<List<TrainingSample>> parts) {
        int longest = parts.stream()
                .flatMap(List::stream)
                .mapToInt(sample -> sample.instruction().length)
                .max()
                .orElse(0);
        return roundUp(longest, TEXT_STEP);
    }

    /** The text that the adapter reads with each tile, a row for each slot; empty where it reads none. */
    Optional<QFormerText.Batch> texts(List<TrainingSample> samples) {
        if (textTokens == 0) {
            return Optional.empty();
        }
        List<long[]> texts = new ArrayList<>();
        for (TrainingSample sample : samples) {
            for (TrainingSample.Shown image : sample.images()) {
                texts.addAll(Collections.nCopies(image.grid().tiles(), sample.instruction()));
            }
        }
        while (texts.size() < count) {
            texts.add(new long[0]);
        }
        return Optional.of(QFormerText.Batch.of(texts, textTokens));
    }

    private static boolean hasOneTile(TrainingSample sample) {
        return sample.images().size() == 1 && sample.images().get(0).grid().tiles() == 1;
    }

    /** The tiles of all images of samples. */
    static int tiles(List<TrainingSample> samples) {
        return samples.stream()
                .flatMap(sample -> sample.images().stream())
                .mapToInt(image -> image.grid().tiles())
                .sum();
    }

    private static int separators(List<TrainingSample> samples, int visualTokens, VisualLayout layout) {
        int count = 0;
        for (TrainingSample sample : samples) {
            for (TrainingSample.Shown image : sample.images()) {
                int own = image.grid().tiles() * visualTokens;
                for (VisualPart.Run run : runs(sample, image, visualTokens, layout)) {
                    count += (int) Arrays.stream(run.sources().rows())
                            .filter(row -> row >= own)
                            .count();
                }
            }
        }
        return count;
    }

    /** The images of samples one after the other. */
    static int[] images(List<TrainingSample> samples) {
        return samples.stream()
                .flatMap(sample -> sample.images().stream())
                .mapToInt(TrainingSample.Shown::image)
                .toArray();
    }

    /**
     * Row and position of each visual token, {@code [slots, visual tokens, 2]}; with separators {@code [slots * visual tokens +
     * separators, 2]}, theirs behind the others; mixed ones as {@code [mixed, 2]} in the order in which they are read.
     *
     * @param rows of the prompts
     * @param known tokens in front of those of a prompt that are counted here
     * @param tokens of a prompt
     */
    Placed place(List<TrainingSample> samples, int rows, int known, int tokens, int visualTokens, VisualLayout layout) {
        if (mixed > 0) {
            return mix(samples, rows, known, tokens, visualTokens, layout);
        }
        int visual = count * visualTokens;
        long[] places = new long[visual + separators];
        Arrays.fill(places, -1);
        int tile = 0;
        int separator = visual;
        for (int row = 0; row < samples.size(); row++) {
            for (TrainingSample.Shown image : samples.get(row).images()) {
                int own = image.grid().tiles() * visualTokens;
                List<VisualPart.Run> runs = runs(samples.get(row), image, visualTokens, layout);
                for (int run = 0; run < runs.size(); run++) {
                    long place = (long) row * tokens + image.starts()[run] - known;
                    for (int source : runs.get(run).sources().rows()) {
                        places[source < own ? tile * visualTokens + source : separator++] = place++;
                    }
                }
                tile += image.grid().tiles();
            }
        }
        if (spareRows == 0) {
            // Rows of padding keep their visual tokens in front, where nothing reads them.
            for (int row = samples.size(); row < rows; row++) {
                for (int token = 0; token < visualTokens; token++) {
                    places[row * visualTokens + token] = (long) row * tokens + token;
                }
            }
        }
        return new Placed(
                indices(places, (long) rows * tokens, tokens, visualTokens), Optional.empty(), Optional.empty());
    }

    /** Padding is mixed of nothing. */
    private Placed mix(
            List<TrainingSample> samples, int rows, int known, int tokens, int visualTokens, VisualLayout layout) {
        long[] places = new long[mixed];
        Arrays.fill(places, -1);
        Tensor sources = Tensor.allocate(ElementType.INT64, mixed, taps);
        Tensor weights = Tensor.allocate(ElementType.FLOAT, mixed, taps);
        int first = 0;
        int next = 0;
        for (int row = 0; row < samples.size(); row++) {
            for (TrainingSample.Shown image : samples.get(row).images()) {
                int own = image.grid().tiles() * visualTokens;
                List<VisualPart.Run> runs = runs(samples.get(row), image, visualTokens, layout);
                for (int run = 0; run < runs.size(); run++) {
                    long place = (long) row * tokens + image.starts()[run] - known;
                    TokenSources made = runs.get(run).sources();
                    for (int token = 0; token < made.tokens(); token++, next++) {
                        places[next] = place + token;
                        for (int tap = 0; tap < made.taps(); tap++) {
                            int source = made.rows()[token * made.taps() + tap];
                            int at = next * taps + tap;
                            sources.longs().put(at, source < own ? first + source : (long) count * visualTokens);
                            weights.floats().put(at, made.picks() ? 1 : made.weights()[token * made.taps() + tap]);
                        }
                    }
                }
                first += own;
            }
        }
        return new Placed(
                indices(places, (long) rows * tokens, tokens, visualTokens),
                Optional.of(sources),
                Optional.of(weights));
    }

    private Tensor indices(long[] places, long spare, int tokens, int visualTokens) {
        Tensor tensor = separators == 0 && mixed == 0
                ? Tensor.allocate(ElementType.INT64, count, visualTokens, 2)
                : Tensor.allocate(ElementType.INT64, places.length, 2);
        LongBuffer into = tensor.longs();
        long next = spare;
        for (long each : places) {
            long place = each < 0 ? next++ : each;
            into.put(place / tokens).put(place % tokens);
        }
        return tensor;
    }
}

package dev.graft.training.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.language.TextRow;
import dev.graft.models.visual.AnyresLayout;
import dev.graft.models.visual.JoinedLayout;
import dev.graft.models.visual.SplitLayout;
import dev.graft.models.visual.VisualLayout;
import dev.graft.models.visual.VisualPart;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where the visual tokens of images in tiles go. */
class ImageSlotsTest {
    private static final int VISUAL_TOKENS = 4;
    private static final int TOKENS = 64;
    private static final List<TileGrid> GRIDS = List.of(
            new TileGrid(1, 2, true, 32, 16),
            new TileGrid(2, 2, true, 30, 21),
            new TileGrid(0, 0, true, 16, 16),
            new TileGrid(1, 2, true, 32, 16).withSquare());

    /** Samples with the images of some numbers, each behind a token of text. */
    private static TrainingSample sample(VisualLayout layout, int... images) {
        List<TrainingSample.Shown> shown = new ArrayList<>();
        int place = 1;
        for (int image : images) {
            List<Integer> starts = new ArrayList<>();
            for (VisualPart.Run run : layout.sequence(GRIDS.get(image), VISUAL_TOKENS, images.length)
                    .runs()) {
                starts.add(place);
                place += run.tokens() + 1;
            }
            shown.add(new TrainingSample.Shown(
                    image,
                    GRIDS.get(image),
                    starts.stream().mapToInt(Integer::intValue).toArray()));
        }
        return new TrainingSample("sample", shown, TextRow.of(new long[place + 1], new long[] {1}));
    }

    /** {@code row * TOKENS + position} of each, and that no two are the same. */
    private static List<Long> places(ImageSlots slots, List<TrainingSample> samples, int rows, VisualLayout layout) {
        long[] index = slots.place(samples, rows, 0, TOKENS, VISUAL_TOKENS, layout)
                .places()
                .toLongArray();
        List<Long> places = new ArrayList<>();
        for (int i = 0; i < index.length; i += 2) {
            assertTrue(index[i] < rows + slots.spareRows() && index[i + 1] < TOKENS);
            places.add(index[i] * TOKENS + index[i + 1]);
        }
        Set<Long> different = new HashSet<>(places);
        assertEquals(places.size(), different.size());
        return places;
    }

    @Test
    void everyTileOfASplitImageHasARunOfItsOwn() {
        VisualLayout layout = new SplitLayout("#", "@");
        List<TrainingSample> samples = List.of(sample(layout, 0), sample(layout), sample(layout, 2, 1));
        ImageSlots slots = ImageSlots.of(List.of(samples), 4, TOKENS, VISUAL_TOKENS, layout);
        List<Long> found = places(slots, samples, 4, layout);
        int slot = 0;
        for (int row = 0; row < samples.size(); row++) {
            for (TrainingSample.Shown image : samples.get(row).images()) {
                for (int start : image.starts()) {
                    for (int token = 0; token < VISUAL_TOKENS; token++) {
                        assertEquals((long) row * TOKENS + start + token, found.get(slot * VISUAL_TOKENS + token));
                    }
                    slot++;
                }
            }
        }
        assertEquals(ImageSlots.tiles(samples), slot);
    }

    /** Every place of an image's run is written once, by a tile's visual token or by the newline. */
    @Test
    void newlinesStandBetweenTheRowsOfAMap() {
        VisualLayout layout = new AnyresLayout(0);
        List<TrainingSample> samples = List.of(sample(layout, 1, 0), sample(layout, 2));
        ImageSlots slots = ImageSlots.of(List.of(samples), 2, TOKENS, VISUAL_TOKENS, layout);
        List<Long> found = places(slots, samples, 2, layout);
        Set<Long> written = new HashSet<>(found);
        int visual = slots.count() * VISUAL_TOKENS;
        for (int row = 0; row < samples.size(); row++) {
            for (TrainingSample.Shown image : samples.get(row).images()) {
                int tokens = layout.sequence(image.grid(), VISUAL_TOKENS).tokens();
                for (int token = 0; token < tokens; token++) {
                    assertTrue(written.contains((long) row * TOKENS + image.start() + token));
                }
            }
        }
        // The last token of each image is a newline.
        long last = samples.get(0).images().get(0).start()
                + layout.sequence(GRIDS.get(1), VISUAL_TOKENS).tokens()
                - 1L;
        assertTrue(found.indexOf(last) >= visual, "the newline stands behind the visual tokens");
        assertEquals(visual + slots.separators(), found.size());
        assertEquals(0, slots.separators() % 32);
    }

    /** Of an image alone all tiles but the square are read, of each of two the square and a newline, and of the others nothing. */
    @Test
    void severalImagesAreShownWhole() {
        VisualLayout layout = new AnyresLayout(0, true);
        List<TrainingSample> samples = List.of(sample(layout, 3), sample(layout, 3, 3));
        ImageSlots slots = ImageSlots.of(List.of(samples), 2, TOKENS, VISUAL_TOKENS, layout);
        List<Long> found = places(slots, samples, 2, layout);
        int visual = slots.count() * VISUAL_TOKENS;
        int tiles = GRIDS.get(3).tiles();
        for (int tile = 0; tile < 3 * tiles; tile++) {
            boolean square = tile % tiles == tiles - 1;
            for (int token = 0; token < VISUAL_TOKENS; token++) {
                long place = found.get(tile * VISUAL_TOKENS + token);
                if (tile < tiles) {
                    assertEquals(!square, place < TOKENS);
                } else if (square) {
                    TrainingSample.Shown image = samples.get(1).images().get(tile / tiles - 1);
                    assertEquals(TOKENS + image.start() + token, place);
                    assertTrue(found.indexOf((long) TOKENS + image.start() + VISUAL_TOKENS) >= visual);
                } else {
                    assertTrue(place >= 2 * TOKENS);
                }
            }
        }
    }

    @Test
    void wholeImagesNeedNoSpareRows() {
        List<TrainingSample> samples = IntStream.range(0, 3)
                .mapToObj(i -> new TrainingSample("s", i, 1, TextRow.of(new long[8], new long[] {1})))
                .toList();
        assertEquals(
                new ImageSlots(4, 0, 0, 0, 0, 0),
                ImageSlots.of(List.of(samples), 4, TOKENS, VISUAL_TOKENS, JoinedLayout.PLAIN));
    }

    /** Each is the sum that answering makes of the same image, from the tiles of that image among those of all. */
    @Test
    void tokensAreMixedAsInAnswers() {
        VisualLayout layout = new AnyresLayout(1);
        List<TrainingSample> samples = List.of(sample(layout, 1, 0), sample(layout), sample(layout, 2));
        ImageSlots slots = ImageSlots.of(List.of(samples), 4, TOKENS, VISUAL_TOKENS, layout);
        assertTrue(slots.mixed() > 0 && slots.separators() == 1);
        places(slots, samples, 4, layout);
        ImageSlots.Placed placed = slots.place(samples, 4, 0, TOKENS, VISUAL_TOKENS, layout);
        int newline = slots.count() * VISUAL_TOKENS;
        Tensor all = Tensor.allocate(ElementType.FLOAT, newline + 1, 1);
        for (int row = 0; row <= newline; row++) {
            all.floats().put(row, row == newline ? -5 : row * row % 17);
        }
        int token = 0;
        int first = 0;
        for (TrainingSample sample : samples) {
            for (TrainingSample.Shown image : sample.images()) {
                int own = image.grid().tiles() * VISUAL_TOKENS;
                Tensor table = Tensor.allocate(ElementType.FLOAT, own + 1, 1);
                for (int row = 0; row <= own; row++) {
                    table.floats().put(row, all.floats().get(row == own ? newline : first + row));
                }
                float[] expected = layout.sequence(image.grid(), VISUAL_TOKENS)
                        .assemble(table)
                        .toFloatArray();
                for (float each : expected) {
                    assertEquals(each, mixed(slots, placed, token++, all), 1e-5);
                }
                first += own;
            }
        }
        assertEquals(0, mixed(slots, placed, token, all), "padding is mixed of nothing");
    }

    private static float mixed(ImageSlots slots, ImageSlots.Placed placed, int token, Tensor table) {
        float sum = 0;
        for (int tap = token * slots.taps(); tap < (token + 1) * slots.taps(); tap++) {
            int row = (int) placed.rows().orElseThrow().longs().get(tap);
            sum += placed.weights().orElseThrow().floats().get(tap)
                    * table.floats().get(row);
        }
        return sum;
    }
}

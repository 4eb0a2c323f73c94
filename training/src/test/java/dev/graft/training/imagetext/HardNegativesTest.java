package dev.graft.training.imagetext;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.tensors.Tensor;
import org.junit.jupiter.api.Test;

class HardNegativesTest {
    /** Rows 0 and 2 show one image. */
    private static final HardNegatives.Alike ALIKE = (row, other) -> row % 2 == 0 && other % 2 == 0 || row == other;

    private static final Tensor SIMILARITIES =
            Tensor.of(new float[] {9, 0, 9, 1, 2, 9, 0, 1, 9, 3, 9, 0, 0, 0, 2, 9}, 4, 4);

    /** Shares of 40,000 draws against the softmax over what shows another image; four standard errors are 0.01. */
    @Test
    void isDrawnBySimilarityFromOtherImages() {
        int draws = 40_000;
        double[] images = new double[4];
        double[] texts = new double[4];
        SplitMix64 random = SplitMix64.of(3, 4);
        for (int i = 0; i < draws; i++) {
            HardNegatives drawn = HardNegatives.draw(SIMILARITIES, ALIKE, random);
            images[(int) drawn.images().longs().get(0)] += 1.0 / draws;
            texts[(int) drawn.texts().longs().get(0)] += 1.0 / draws;
        }
        // Of text 0 with images 1 and 3: 2 and 0. Of image 0 with texts 1 and 3: 0 and 1.
        assertArrayEquals(new double[] {0, 0.8808, 0, 0.1192}, images, 0.01);
        assertArrayEquals(new double[] {0, 0.2689, 0, 0.7311}, texts, 0.01);
    }

    @Test
    void theSameSeedDrawsTheSame() {
        HardNegatives first = HardNegatives.draw(SIMILARITIES, ALIKE, SplitMix64.of(1, 2));
        HardNegatives second = HardNegatives.draw(SIMILARITIES, ALIKE, SplitMix64.of(1, 2));
        assertArrayEquals(first.images().toLongArray(), second.images().toLongArray());
        assertArrayEquals(first.texts().toLongArray(), second.texts().toLongArray());
    }

    @Test
    void farApartSimilaritiesGiveTheMostAlike() {
        Tensor far = Tensor.of(new float[] {0, 900, -900, 0}, 2, 2);
        HardNegatives drawn = HardNegatives.draw(far, (row, other) -> row == other, SplitMix64.of(1, 2));
        assertEquals(1, drawn.texts().longs().get(0));
        assertEquals(1, drawn.images().longs().get(0));
    }
}

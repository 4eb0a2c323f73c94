package dev.graft.backbones.decoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.TextEnd;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ContinuationTest {
    private static final int VOCABULARY = 8;
    private static final long EOS = 7;

    /** What a listener hears and what is returned when a model says the given tokens one after the other. */
    private static List<Long> heard(List<Long> stop, long[] expected, long... said) {
        List<Long> heard = new ArrayList<>();
        GenerationOptions options = GenerationOptions.greedy(said.length).withStop(stop);
        Reading reading =
                new Reading(new long[0], new long[0], options, List.of(EOS), TextEnd.NONE, OptionalInt.empty());
        Writing texts = new Writing(reading, 0, (row, token) -> heard.add(token));
        for (long token : said) {
            float[] logits = new float[VOCABULARY];
            logits[(int) token] = 1;
            texts.advance(Logits.of(Tensor.of(logits, 1, 1, VOCABULARY)), new int[] {0});
        }
        assertArrayEquals(expected, texts.texts().get(0));
        return heard;
    }

    @Test
    void listenerHearsWhatIsReturned() {
        assertEquals(List.of(1L, 2L), heard(List.of(), new long[] {1, 2}, 1, 2, EOS));
        assertEquals(List.of(1L), heard(List.of(2L, 3L), new long[] {1}, 1, 2, 3, 4));
        assertEquals(List.of(1L, 2L, 4L), heard(List.of(2L, 3L), new long[] {1, 2, 4}, 1, 2, 4));
        assertEquals(List.of(1L, 2L), heard(List.of(2L, 3L), new long[] {1, 2}, 1, 2, EOS));
        assertEquals(List.of(1L, 2L), heard(List.of(2L, 3L), new long[] {1, 2}, 1, 2));
        assertEquals(List.of(2L), heard(List.of(2L, 2L, 3L), new long[] {2}, 2, 2, 2, 3));
    }
}

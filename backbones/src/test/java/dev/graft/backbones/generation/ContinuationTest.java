package dev.graft.backbones.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContinuationTest {
    private static final int VOCABULARY = 8;
    private static final long EOS = 7;

    /** What a listener hears and what is returned when a model says the given tokens one after the other. */
    private static List<Long> heard(List<Long> stop, long[] expected, long... said) {
        List<Long> heard = new ArrayList<>();
        GenerationOptions options = GenerationOptions.greedy(said.length).withStop(stop);
        Continuation texts = new Continuation(1, options, List.of(EOS), (row, token) -> heard.add(token));
        for (long token : said) {
            float[] logits = new float[VOCABULARY];
            logits[(int) token] = 1;
            texts.accept(Tensor.of(logits, 1, 1, VOCABULARY), new int[] {0});
        }
        assertArrayEquals(expected, texts.finish().get(0));
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

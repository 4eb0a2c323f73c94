package dev.graft.backbones.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.backbones.generation.GenerationOptions;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenPickerTest {
    private static final int OFFSET = 5;

    private final TokenPicker greedy = new TokenPicker(GenerationOptions.greedy(1), 0);

    /** Also where it is the last of all, and the numbers around the row are larger. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4095, 4096, 4097, 20_000})
    void likeliestIsTakenWhereverItIs(int vocabulary) {
        FloatBuffer logits = FloatBuffer.allocate(vocabulary + 2 * OFFSET);
        Random random = new Random(vocabulary);
        for (int i = 0; i < logits.limit(); i++) {
            boolean outside = i < OFFSET || i >= OFFSET + vocabulary;
            logits.put(i, outside ? 100 : -1 - random.nextFloat());
        }
        for (int token : new int[] {0, vocabulary / 2, vocabulary - 1, Math.min(4096, vocabulary - 1)}) {
            float before = logits.get(OFFSET + token);
            logits.put(OFFSET + token, -0.5f);
            assertEquals(token, pick(logits, OFFSET, vocabulary));
            logits.put(OFFSET + token, before);
        }
    }

    @Test
    void firstOfEqualsIsTaken() {
        FloatBuffer logits = FloatBuffer.allocate(10_000);
        logits.put(4000, 1).put(4096, 1).put(9999, 1);
        assertEquals(4000, pick(logits, 0, 10_000));
        assertEquals(4096 - 4001, pick(logits, 4001, 10_000 - 4001));
    }

    private int pick(FloatBuffer logits, int offset, int vocabulary) {
        return greedy.pick(new Logits(logits.slice(offset, vocabulary), 1, vocabulary), 0, () -> null);
    }
}

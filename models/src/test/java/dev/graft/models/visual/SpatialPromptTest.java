package dev.graft.models.visual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.graft.backbones.language.SpatialPositions;
import dev.graft.models.prompt.EncodedPrompt;
import dev.graft.models.prompt.EncodedPrompt.VisualSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpatialPromptTest {
    /** What {@code Qwen2VLModel.get_rope_index} of transformers 5.18 gives for 3 words, 2 x 3 tokens, 2 words, 4 x 1 tokens, a word. */
    private static final long[][] EXPECTED = {
        {0, 1, 2, 3, 3, 3, 3, 3, 3, 6, 7, 8, 8, 8, 8, 12},
        {0, 1, 2, 3, 3, 3, 4, 4, 4, 6, 7, 8, 9, 10, 11, 12},
        {0, 1, 2, 3, 4, 5, 3, 4, 5, 6, 7, 8, 8, 8, 8, 12}
    };

    @Test
    void positionsAreThoseOfTransformers() {
        List<VisualPart.Run> runs = List.of(
                new VisualPart.Run(TokenSources.range(0, 6), 3), new VisualPart.Run(TokenSources.range(0, 4), 1));
        EncodedPrompt prompt =
                new EncodedPrompt(new long[16], List.of(new VisualSpan(3, 6), new VisualSpan(11, 4)), new int[0]);
        long[] expected = new long[16];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = SpatialPositions.mark(EXPECTED[0][i], EXPECTED[1][i], EXPECTED[2][i]);
        }
        assertArrayEquals(expected, SpatialPrompt.marks(prompt, runs));
    }

    @Test
    void tokensThatAreNoMapCountAsText() {
        List<VisualPart.Run> runs = List.of(new VisualPart.Run(TokenSources.range(0, 2)));
        EncodedPrompt prompt = new EncodedPrompt(new long[4], List.of(new VisualSpan(1, 2)), new int[0]);
        long[] expected = new long[4];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = SpatialPositions.mark(i, i, i);
        }
        assertArrayEquals(expected, SpatialPrompt.marks(prompt, runs));
    }
}

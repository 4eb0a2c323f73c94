package dev.graft.models.visual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.graft.backbones.language.Directions;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.models.prompt.EncodedPrompt;
import dev.graft.models.prompt.EncodedPrompt.VisualSpan;
import dev.graft.testsupport.Checkout;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PromptMarksTest {
    private static final EncodedPrompt PROMPT = new EncodedPrompt(
            new long[12],
            List.of(new VisualSpan(1, 2), new VisualSpan(4, 1), new VisualSpan(5, 2), new VisualSpan(9, 3)),
            new int[0]);
    private static final List<VisualPart.Run> RUNS = Stream.of(2, 1, 2, 3)
            .map(tokens -> new VisualPart.Run(TokenSources.range(0, tokens)))
            .toList();

    /** As {@code get_block_sequence_ids_for_mask} of transformers 5.18 counts them: -1 0 0 -1 1 1 1 -1 -1 2 2 2. */
    @Test
    void tokensOfAnImageHaveItsMark() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama")).attending(Directions.IMAGES);
        assertArrayEquals(new long[] {1, 2, 2, 1, 3, 3, 3, 1, 1, 4, 4, 4}, PromptMarks.of(model, PROMPT, RUNS));
    }

    @Test
    void tokensThatAreReadAlikeHaveNone() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
        for (LanguageModel alike : List.of(model, model.attending(Directions.PROMPT))) {
            assertArrayEquals(new long[0], PromptMarks.of(alike, PROMPT, RUNS));
        }
        EncodedPrompt text = new EncodedPrompt(new long[3], List.of(), new int[0]);
        assertArrayEquals(new long[0], PromptMarks.of(model.attending(Directions.IMAGES), text, List.of()));
    }
}

package dev.graft.models.visual;

import dev.graft.backbones.language.Directions;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.masks.TwoWayAttention;
import dev.graft.models.prompt.EncodedPrompt;
import java.util.Arrays;
import java.util.List;

/** What tells a language model, in the mask, of the tokens of a prompt that it does not read like those of a text. */
public final class PromptMarks {
    private static final long[] ALIKE = {};

    private PromptMarks() {}

    /**
     * The marks of all tokens of a prompt; empty where they are marked alike.
     *
     * @param runs of visual tokens whose places the prompt has, in order
     */
    public static long[] of(LanguageModel model, EncodedPrompt prompt, List<VisualPart.Run> runs) {
        if (runs.isEmpty()) {
            return ALIKE;
        }
        if (model.hasSpatialPositions()) {
            return SpatialPrompt.marks(prompt, runs);
        }
        return model.directions() == Directions.IMAGES ? images(prompt) : ALIKE;
    }

    /** As in transformers, visual tokens with no text between them are those of one image. */
    private static long[] images(EncodedPrompt prompt) {
        long[] marks = new long[prompt.ids().length];
        Arrays.fill(marks, 1);
        long mark = TwoWayAttention.GROUP - 1;
        int end = -1;
        for (EncodedPrompt.VisualSpan span : prompt.images()) {
            mark += span.start() == end ? 0 : 1;
            end = span.start() + span.tokens();
            Arrays.fill(marks, span.start(), end, mark);
        }
        return marks;
    }
}

package dev.graft.models.visual;

import dev.graft.backbones.language.SpatialPositions;
import dev.graft.models.prompt.EncodedPrompt;
import java.util.List;

/**
 * The positions of a prompt's tokens as Qwen2-VL counts them (Wang et al. 2024, arXiv:2409.12191): those of a text go up by one in
 * all three numbers; a map of visual tokens is one moment, and its rows and columns are counted from there; what follows goes on
 * behind the longer side of the map.
 */
public final class SpatialPrompt {
    private final long[] marks;
    private int written;
    private long next;

    private SpatialPrompt(int tokens) {
        this.marks = new long[tokens];
    }

    /**
     * The marks of all tokens.
     *
     * @param runs whose places the prompt has, in order
     */
    public static long[] marks(EncodedPrompt prompt, List<VisualPart.Run> runs) {
        SpatialPrompt positions = new SpatialPrompt(prompt.ids().length);
        for (int i = 0; i < runs.size(); i++) {
            positions.textUpTo(prompt.images().get(i).start());
            positions.map(runs.get(i));
        }
        positions.textUpTo(prompt.ids().length);
        return positions.marks;
    }

    private void textUpTo(int end) {
        for (; written < end; written++, next++) {
            marks[written] = SpatialPositions.mark(next, next, next);
        }
    }

    private void map(VisualPart.Run run) {
        if (run.columns() == 0) {
            textUpTo(written + run.tokens());
            return;
        }
        for (int token = 0; token < run.tokens(); token++, written++) {
            marks[written] = SpatialPositions.mark(next, next + token / run.columns(), next + token % run.columns());
        }
        next += Math.max(run.columns(), run.tokens() / run.columns());
    }
}

package dev.graft.models.visual;

import dev.graft.models.prompt.Prompt;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;

/** What a language model reads in the place of one image: runs of visual tokens, and texts between. */
public record VisualSequence(List<VisualPart> parts) {
    public VisualSequence {
        parts = List.copyOf(parts);
    }

    /** Visual tokens alone, in the order in which the adapter gives them. */
    public static VisualSequence of(int tokens) {
        return new VisualSequence(List.of(new VisualPart.Run(TokenSources.range(0, tokens))));
    }

    /** A prompt with these runs and texts in the place of each image; texts join those beside the image. */
    public static Prompt<VisualPart.Run> expand(Prompt<VisualSequence> prompt) {
        return new SequenceWriter().write(prompt);
    }

    /** The runs in their order. */
    public List<VisualPart.Run> runs() {
        List<VisualPart.Run> runs = new ArrayList<>();
        for (VisualPart part : parts) {
            if (part instanceof VisualPart.Run run) {
                runs.add(run);
            }
        }
        return runs;
    }

    /** The number of visual tokens of all runs. */
    public int tokens() {
        return runs().stream().mapToInt(VisualPart.Run::tokens).sum();
    }

    /** Numbers of visual tokens in words: one number, or from the least to the most with the mean; empty for none. */
    public static String summary(IntStream counts) {
        IntSummaryStatistics all = counts.summaryStatistics();
        if (all.getCount() == 0) {
            return "";
        }
        return all.getMin() == all.getMax()
                ? Integer.toString(all.getMin())
                : all.getMin() + " to " + all.getMax() + " (mean " + Math.round(all.getAverage()) + ")";
    }

    /**
     * The visual tokens of all runs, one after the other.
     *
     * @param table FLOAT {@code [rows, width]}, see {@link TokenSources}
     * @return {@code [tokens, width]}; the table itself where that is the same
     */
    public Tensor assemble(Tensor table) {
        if (isWhole(table.dim(0))) {
            return table;
        }
        int width = Math.toIntExact(table.dim(1));
        Tensor tokens = Tensor.allocate(ElementType.FLOAT, tokens(), width);
        FloatBuffer from = table.floats();
        FloatBuffer into = tokens.floats();
        for (VisualPart.Run run : runs()) {
            assemble(run.sources(), from, width, into);
        }
        return tokens;
    }

    private boolean isWhole(long rows) {
        int next = 0;
        for (VisualPart.Run run : runs()) {
            if (!run.sources().picks()) {
                return false;
            }
            for (int row : run.sources().rows()) {
                if (row != next++) {
                    return false;
                }
            }
        }
        return next == rows;
    }

    private static void assemble(TokenSources sources, FloatBuffer table, int width, FloatBuffer into) {
        float[] sum = new float[width];
        for (int token = 0; token < sources.tokens(); token++) {
            if (sources.picks()) {
                table.get(sources.rows()[token] * width, sum);
            } else {
                mix(sources, token, table, sum);
            }
            into.put(sum);
        }
    }

    private static void mix(TokenSources sources, int token, FloatBuffer table, float[] sum) {
        Arrays.fill(sum, 0);
        for (int tap = token * sources.taps(); tap < (token + 1) * sources.taps(); tap++) {
            int row = sources.rows()[tap] * sum.length;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += sources.weights()[tap] * table.get(row + i);
            }
        }
    }
}

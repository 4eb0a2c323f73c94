package dev.graft.backbones.decoder;

import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.LongBuffer;
import java.util.List;

/**
 * Prompts of different lengths in one tensor.
 *
 * @param embeds {@code [batch, longest, width]}
 * @param mask {@code [batch, longest]} INT64, 0 on padding and elsewhere 1, or another mark
 */
public record PromptPadding(Tensor embeds, Tensor mask) {
    /** Padding in front, so that all rows end together and a decoder can go on from there. */
    public static PromptPadding left(List<Tensor> prompts, int width) {
        return marked(prompts.stream().map(EmbeddedPrompt::of).toList(), width, true);
    }

    /** Padding behind, for encoders and for decoders that read a mask as the length of its row. */
    public static PromptPadding right(List<Tensor> prompts, int width) {
        return marked(prompts.stream().map(EmbeddedPrompt::of).toList(), width, false);
    }

    /** The same with another mark of what is no padding. */
    PromptPadding marked(long mark) {
        if (mark == 1) {
            return this;
        }
        long[] marks = mask.toLongArray();
        for (int i = 0; i < marks.length; i++) {
            marks[i] *= mark;
        }
        return new PromptPadding(embeds, Tensor.of(marks, mask.shape()));
    }

    public int longest() {
        return (int) mask.dim(1);
    }

    /** With the marks of the prompts, padded in front or behind. */
    public static PromptPadding marked(List<EmbeddedPrompt> prompts, int width, boolean inFront) {
        int longest = prompts.stream().mapToInt(EmbeddedPrompt::tokens).max().orElse(0);
        Tensor embeds = Tensor.allocate(ElementType.FLOAT, prompts.size(), longest, width);
        Tensor mask = Tensor.allocate(ElementType.INT64, prompts.size(), longest);
        LongBuffer marks = mask.longs();
        for (int row = 0; row < prompts.size(); row++) {
            Tensor prompt = prompts.get(row).embeds();
            long[] own = prompts.get(row).marks();
            int length = (int) prompt.dim(0);
            int start = row * longest + (inFront ? longest - length : 0);
            embeds.floats().position(start * width).put(prompt.floats());
            // Zeros would become NaN in a norm without epsilon, and NaN passes any mask.
            for (int i = 0; length > 0 && i < longest - length; i++) {
                int gap = row * longest + (inFront ? i : length + i);
                embeds.floats().position(gap * width).put(prompt.floats().slice(0, width));
            }
            for (int i = 0; i < length; i++) {
                marks.put(start + i, own.length == 0 ? 1 : own[i]);
            }
        }
        return new PromptPadding(embeds, mask);
    }
}

package dev.graft.backbones.generation;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.List;

/**
 * A prompt in embeddings, with the places where beginnings of it end that other prompts may have too, such as a system prompt
 * or an image. A generator reads such a beginning once for all of them.
 *
 * @param embeds {@code [tokens, width]} FLOAT
 * @param beginnings lengths of beginnings in tokens, ascending; mostly none
 * @param ids its tokens, for rules that look at what was read; a negative one stands for what is no token, such as a part of an
 *     image. Empty where they are not known
 * @param marks of each token in the mask, see {@link dev.graft.backbones.language.SpatialPositions#mark}; empty for 1
 */
public record EmbeddedPrompt(Tensor embeds, List<Integer> beginnings, long[] ids, long[] marks) {
    /** @throws IllegalArgumentException if the embeddings have another shape or type, or beginnings do not ascend within them */
    public EmbeddedPrompt {
        if (embeds.rank() != 2 || embeds.type() != ElementType.FLOAT) {
            throw new IllegalArgumentException("a prompt of " + embeds + ", expected FLOAT[tokens, width]");
        }
        if (marks.length != 0 && marks.length != embeds.dim(0)) {
            throw new IllegalArgumentException(marks.length + " marks for a prompt of " + embeds);
        }
        beginnings = List.copyOf(beginnings);
        int before = 0;
        for (int length : beginnings) {
            if (length <= before || length > embeds.dim(0)) {
                throw new IllegalArgumentException("beginnings of " + beginnings
                        + " tokens, expected ascending ones of a prompt of " + embeds.dim(0));
            }
            before = length;
        }
        if (ids.length != 0 && ids.length != embeds.dim(0)) {
            throw new IllegalArgumentException(ids.length + " ids of a prompt of " + embeds);
        }
    }

    /** A prompt whose tokens are not known and marked alike. */
    public EmbeddedPrompt(Tensor embeds, List<Integer> beginnings) {
        this(embeds, beginnings, new long[0], new long[0]);
    }

    /** A prompt that shares nothing with others. */
    public static EmbeddedPrompt of(Tensor embeds) {
        return new EmbeddedPrompt(embeds, List.of());
    }

    /** How many tokens it has. */
    public int tokens() {
        return Math.toIntExact(embeds.dim(0));
    }

    /** Some of its tokens as a batch of one, {@code [1, tokens, width]}. */
    public Tensor part(int from, int to) {
        int bytes = from == to ? 0 : embeds.bytes().remaining() / tokens();
        return Tensor.wrap(
                embeds.type(), embeds.bytes().slice(from * bytes, (to - from) * bytes), 1, to - from, embeds.dim(1));
    }
}

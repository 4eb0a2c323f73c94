package dev.graft.models.prompt;

import java.util.List;

/**
 * A prompt in tokens.
 *
 * @param ids token ids; 0 in the places of visual tokens
 * @param images the places of each image's visual tokens, in order
 * @param learnt places of tokens of the prompt on which the loss falls, ascending; mostly none
 */
public record EncodedPrompt(long[] ids, List<VisualSpan> images, int[] learnt) {
    /**
     * The places of one image.
     *
     * @param start the place of its first visual token
     * @param tokens how many there are
     */
    public record VisualSpan(int start, int tokens) {}

    public EncodedPrompt {
        images = List.copyOf(images);
    }
}

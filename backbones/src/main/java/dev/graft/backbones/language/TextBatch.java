package dev.graft.backbones.language;

import dev.graft.tensors.Tensor;
import java.util.Map;

/**
 * Texts to learn, laid out for the graphs of a language model.
 *
 * @param inputIds {@code [batch, tokens]} INT64, the ids to embed; any id where an embedding from elsewhere is put in
 * @param feeds the model's other inputs by name: masks, positions, an empty cache
 * @param targetIndex {@code [targets, 2]} INT64, row and position of the logits that predict each target
 * @param targetIds {@code [targets]} INT64
 * @param targetCount how many of the targets count; the rest is padding
 */
public record TextBatch(
        Tensor inputIds, Map<String, Tensor> feeds, Tensor targetIndex, Tensor targetIds, int targetCount) {
    /**
     * The padded size of a batch. Graphs are specialised to it, so a few sizes should serve all batches.
     *
     * @param batch rows
     * @param tokens positions of the model that reads the prompt
     * @param decoderTokens positions of the decoder of an encoder-decoder model; 0 for others
     * @param targets target tokens of all rows together
     */
    public record Size(int batch, int tokens, int decoderTokens, int targets) {}
}

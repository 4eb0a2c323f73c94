package dev.graft.backbones.language;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.LongBuffer;
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

    /** The same for a graph that reads the tokens behind a beginning alone; other inputs are of all tokens as before. */
    public TextBatch behind(int beginning) {
        int rows = (int) inputIds.dim(0);
        int all = (int) inputIds.dim(1);
        int rest = all - beginning;
        Tensor ids = Tensor.allocate(ElementType.INT64, rows, rest);
        LongBuffer into = ids.longs();
        for (int row = 0; row < rows; row++) {
            into.put(inputIds.longs().slice(row * all + beginning, rest));
        }
        Tensor index = targetIndex.copy();
        LongBuffer places = index.longs();
        for (int i = 0; i < targetCount; i++) {
            places.put(2 * i + 1, places.get(2 * i + 1) - beginning);
        }
        return new TextBatch(ids, feeds, index, targetIds, targetCount);
    }
}

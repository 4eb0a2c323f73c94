package dev.graft.training.step;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.graph.Graph;
import java.util.Map;

/**
 * A frozen language model without its embedding, for batches of one size.
 *
 * @param graph {@code inputs_embeds [rows, tokens, width]} and what else it takes to logits
 * @param shapes of the inputs, by name
 * @param tokens that it reads of each row
 */
record LanguageBody(Graph graph, Map<String, long[]> shapes, int tokens) {
    /** That which reads texts from their first token. */
    static LanguageBody of(LanguageModel model, TextBatch.Size size) {
        return new LanguageBody(model.bodyGraph(), model.bodyShapes(size), size.tokens());
    }
}

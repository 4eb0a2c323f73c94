package dev.graft.training.step;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.Graph;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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

    /**
     * What graphs of masks and positions make of texts that fill a batch; what is hidden in these is hidden in all of that size.
     *
     * @return the outputs of a graph; empty for one that reads more than masks and positions
     */
    static Function<Graph, Optional<Map<String, Tensor>>> masks(
            LanguageModel model, TextBatch.Size size, SessionConfig session) {
        int answer = Math.max(1, size.decoderTokens());
        TextRow row = TextRow.of(new long[size.tokens()], new long[answer]);
        List<TextRow> rows = Collections.nCopies(size.batch(), row);
        return graph -> {
            TextBatch full = model.layout(
                    rows, new TextBatch.Size(size.batch(), size.tokens(), size.decoderTokens(), size.batch() * answer));
            Map<String, Tensor> feeds = new LinkedHashMap<>(full.feeds());
            feeds.keySet().retainAll(graph.inputNames());
            if (feeds.size() < graph.inputs().size()) {
                return Optional.empty();
            }
            try (Session open = Session.open(graph, session.unrounded())) {
                return Optional.of(open.run(feeds));
            }
        };
    }
}

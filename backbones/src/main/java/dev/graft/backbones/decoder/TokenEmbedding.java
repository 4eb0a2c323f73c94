package dev.graft.backbones.decoder;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import java.util.Map;

/** The token embedding of a language model alone, ready to look up the vectors that stand for token ids. */
public final class TokenEmbedding implements AutoCloseable {
    private final Session session;
    private final String input;
    private final String output;

    private TokenEmbedding(Graph graph, Session session) {
        this.session = session;
        this.input = graph.inputNames().get(0);
        this.output = graph.outputNames().get(0);
    }

    /** Opens the token embedding of a language model alone. */
    public static TokenEmbedding open(LanguageModel model, SessionConfig config) {
        Graph graph = model.embeddingGraph();
        return new TokenEmbedding(graph, Session.open(graph, config));
    }

    /** The embeddings of token ids, {@code [tokens, width]} FLOAT. */
    public Tensor embed(long[] ids) {
        Tensor embedded =
                session.run(Map.of(input, Tensor.of(ids, 1, ids.length))).get(output);
        return HalfPrecision.widen(embedded.reshape(ids.length, embedded.dim(-1)));
    }

    @Override
    public void close() {
        session.close();
    }
}

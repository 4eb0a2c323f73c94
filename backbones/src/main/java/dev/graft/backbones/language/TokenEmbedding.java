package dev.graft.backbones.language;

import dev.graft.graph.Graph;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import java.util.Map;

/** Looks up token embeddings. */
final class TokenEmbedding implements AutoCloseable {
    private final Session session;
    private final String input;
    private final String output;
    private final int width;

    private TokenEmbedding(Graph graph, Session session) {
        this.session = session;
        this.input = graph.inputNames().get(0);
        this.output = graph.outputNames().get(0);
        this.width = (int) embed(new long[] {0}).dim(-1);
    }

    static TokenEmbedding open(Graph graph, SessionConfig config) {
        try (OpenParts open = new OpenParts()) {
            Session session = open.add(Session.open(graph, config));
            return open.handOver(new TokenEmbedding(graph, session));
        }
    }

    int width() {
        return width;
    }

    /** {@code [tokens, width]} FLOAT. */
    Tensor embed(long[] ids) {
        Tensor embedded =
                session.run(Map.of(input, Tensor.of(ids, 1, ids.length))).get(output);
        return HalfPrecision.widen(embedded.reshape(ids.length, embedded.dim(-1)));
    }

    @Override
    public void close() {
        session.close();
    }
}

package dev.graft.backbones.language;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds how wide the embeddings are that a token embedding gives. */
final class EmbeddingWidth {
    /** Operators that leave the width of what they read as it is. */
    private static final Set<String> KEEPING = Set.of("Identity", "Cast");

    private EmbeddingWidth() {}

    /**
     * The width of the one output of a graph of token ids: that of its table, where it is a plain look-up. Others, such as
     * packed tables and projections, look up one token, which needs a session for the moment.
     */
    static int of(Graph embedding) {
        List<Node> lookups = embedding.nodes().stream()
                .filter(node -> !KEEPING.contains(node.opType()))
                .toList();
        if (lookups.size() == 1 && lookups.get(0).opType().equals("Gather")) {
            Constant table = embedding.constants().get(lookups.get(0).inputs().get(0));
            if (table != null && table.shape().length == 2 && lookups.get(0).intAttribute("axis", 0) == 0) {
                return Math.toIntExact(table.shape()[1]);
            }
        }
        SessionConfig frugal = SessionConfig.DEFAULT.withThreads(1).withPrepack(false);
        try (Session session = Session.open(embedding, frugal)) {
            Tensor id = Tensor.of(new long[] {0}, 1, 1);
            Tensor embedded = session.run(Map.of(embedding.inputNames().get(0), id))
                    .get(embedding.outputNames().get(0));
            return Math.toIntExact(embedded.dim(-1));
        }
    }
}

package dev.graft.training.step;

import dev.graft.graph.Graph;
import dev.graft.graph.runtime.Bound;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Open sessions by the size of the batches that they compute, each made when its size first occurs. Not thread-safe. */
public final class Sessions<K> implements AutoCloseable {
    /**
     * How many times the tokens of the largest batch all sessions together may hold, since each keeps the memory of its
     * activations; the least recently used ones are closed.
     */
    private static final int MOST_LARGEST = 4;

    private record Opened(Session session, Bound bound) implements AutoCloseable {
        @Override
        public void close() {
            bound.close();
            session.close();
        }
    }

    private final BiFunction<K, Graph, Session> opening;
    private final ToLongFunction<K> tokens;
    private final Map<K, Opened> open = new LinkedHashMap<>(16, 0.75f, true);

    /** @param tokens of a batch of a size */
    public Sessions(SessionConfig config, ToLongFunction<K> tokens) {
        this((size, graph) -> Session.open(graph, config), tokens);
    }

    /**
     * Sessions that are opened in several ways.
     *
     * @param opening opens the graph of a size
     * @param tokens of a batch of a size
     */
    Sessions(BiFunction<K, Graph, Session> opening, ToLongFunction<K> tokens) {
        this.opening = opening;
        this.tokens = tokens;
    }

    /** The session of a size, for runs that bind nothing. */
    public Session get(K size, Supplier<Graph> graph) {
        return opened(size, graph).session;
    }

    /** The slots of a size's session, with what was bound to them the last time. */
    public Bound bound(K size, Supplier<Graph> graph) {
        return opened(size, graph).bound;
    }

    private Opened opened(K size, Supplier<Graph> graph) {
        if (!open.containsKey(size)) {
            makeRoom(tokens.applyAsLong(size));
        }
        return open.computeIfAbsent(size, absent -> {
            Session session = opening.apply(size, graph.get());
            return new Opened(session, session.bind());
        });
    }

    /** Closes the sessions of some sizes. */
    public void close(Predicate<K> sizes) {
        List<K> closed = open.keySet().stream().filter(sizes).toList();
        closed.forEach(size -> open.remove(size).close());
    }

    private void makeRoom(long wanted) {
        long largest = open.keySet().stream().mapToLong(tokens).reduce(wanted, Math::max);
        long held = open.keySet().stream().mapToLong(tokens).sum();
        while (held + wanted > MOST_LARGEST * largest) {
            K oldest = open.keySet().iterator().next();
            open.remove(oldest).close();
            held -= tokens.applyAsLong(oldest);
        }
    }

    @Override
    public void close() {
        try (OpenParts parts = new OpenParts()) {
            open.values().forEach(parts::add);
            open.clear();
        }
    }
}

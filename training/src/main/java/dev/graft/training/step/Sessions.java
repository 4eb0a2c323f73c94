package dev.graft.training.step;

import dev.graft.graph.Graph;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Sessions for sizes of batches, each made when its size first occurs. */
public final class Sessions<K> implements AutoCloseable {
    /**
     * How many times the tokens of the largest batch all sessions together may hold, since each keeps the memory of its
     * activations; the least recently used ones are closed.
     */
    private static final int MOST_LARGEST = 4;

    private final SessionConfig config;
    private final ToLongFunction<K> tokens;
    private final Map<K, Session> open = new LinkedHashMap<>(16, 0.75f, true);

    /** @param tokens of a batch of a size */
    public Sessions(SessionConfig config, ToLongFunction<K> tokens) {
        this.config = config;
        this.tokens = tokens;
    }

    public Session get(K size, Supplier<Graph> graph) {
        if (!open.containsKey(size)) {
            makeRoom(tokens.applyAsLong(size));
        }
        return open.computeIfAbsent(size, absent -> Session.open(graph.get(), config));
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
        open.values().forEach(Session::close);
        open.clear();
    }
}

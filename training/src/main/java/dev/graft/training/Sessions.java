package dev.graft.training;

import dev.graft.graph.Graph;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Sessions for sizes of batches, each made when its size first occurs. The least recently used is closed for a new one. */
final class Sessions<K> implements AutoCloseable {
    private static final int MOST = 48;

    private final SessionConfig config;
    private final Map<K, Session> open = new LinkedHashMap<>(16, 0.75f, true);

    Sessions(SessionConfig config) {
        this.config = config;
    }

    Session get(K key, Supplier<Graph> graph) {
        Session session = open.computeIfAbsent(key, absent -> Session.open(graph.get(), config));
        if (open.size() > MOST) {
            open.remove(open.keySet().iterator().next()).close();
        }
        return session;
    }

    @Override
    public void close() {
        open.values().forEach(Session::close);
        open.clear();
    }
}

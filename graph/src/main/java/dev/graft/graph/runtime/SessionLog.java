package dev.graft.graph.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * A record of the sessions that this process opens and closes while the record is kept, by the names of their graphs. It
 * shows what a piece of work costs in sessions, and which of them it forgot.
 */
public final class SessionLog implements AutoCloseable {
    private static final Set<SessionLog> KEPT = new CopyOnWriteArraySet<>();

    private final List<String> opened = Collections.synchronizedList(new ArrayList<>());
    private final Set<Session> open = ConcurrentHashMap.newKeySet();

    private SessionLog() {}

    /** Begins a record; it ends when it is closed. */
    public static SessionLog start() {
        SessionLog log = new SessionLog();
        KEPT.add(log);
        return log;
    }

    /** The names of all graphs for which a session was opened since the start, in order. */
    public List<String> opened() {
        synchronized (opened) {
            return List.copyOf(opened);
        }
    }

    /** The names of those among them whose sessions are still open, sorted. */
    public List<String> open() {
        return open.stream().map(Session::name).sorted().toList();
    }

    static void noteOpened(Session session) {
        for (SessionLog log : KEPT) {
            log.opened.add(session.name());
            log.open.add(session);
        }
    }

    static void noteClosed(Session session) {
        KEPT.forEach(log -> log.open.remove(session));
    }

    @Override
    public void close() {
        KEPT.remove(this);
    }
}

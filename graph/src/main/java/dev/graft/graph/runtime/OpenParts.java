package dev.graft.graph.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/** Parts that are open but belong to nobody yet; closed together if what is to own them does not come about. */
public final class OpenParts implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Takes a part that has just been opened. */
    public <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Leaves the parts to the one that owns them now. */
    public <T> T handOver(T owner) {
        parts.clear();
        return owner;
    }

    /** Closes every part, also when one of them fails; the first failure is thrown after that. */
    @Override
    public void close() {
        IllegalStateException failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("a part cannot be closed: " + e.getMessage(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

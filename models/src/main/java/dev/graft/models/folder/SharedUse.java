package dev.graft.models.folder;

import dev.graft.graph.runtime.OpenParts;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Lets many threads use a model while it is open, and closes it when none does any more. */
public final class SharedUse {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    /**
     * Does some work with what is open.
     *
     * @throws IllegalStateException if it is closed
     */
    public <T> T whenOpen(Supplier<T> work) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the model is closed; load it again, or close it later");
            }
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Closes parts, once the work under way is done. Closing again does nothing.
     *
     * @throws IllegalStateException if called from such work
     */
    public void close(AutoCloseable... parts) {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException("a model cannot be closed by what listens to its answer");
        }
        lock.writeLock().lock();
        try (OpenParts open = new OpenParts()) {
            if (!closed) {
                closed = true;
                for (AutoCloseable part : parts) {
                    open.add(part);
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}

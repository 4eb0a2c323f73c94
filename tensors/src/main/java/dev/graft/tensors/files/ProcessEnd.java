package dev.graft.tensors.files;

import java.util.ArrayList;
import java.util.List;

/** What this process does when it is told to end: it removes the temporaries that it has open. */
public final class ProcessEnd {
    private static final List<Runnable> TASKS = new ArrayList<>();
    private static volatile boolean hasBegun;

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(ProcessEnd::run, "graft-process-end"));
        } catch (IllegalStateException e) {
            hasBegun = true; // asked for the first time when Java itself is ending
        }
    }

    private ProcessEnd() {}

    /** Has something done at the end, once. */
    static void add(Runnable task) {
        synchronized (TASKS) {
            TASKS.add(task);
        }
    }

    /** Whoever calls it while another thread is at it waits until that one is done. */
    private static synchronized void run() {
        List<Runnable> left;
        synchronized (TASKS) {
            hasBegun = true;
            left = List.copyOf(TASKS);
            TASKS.clear();
        }
        left.forEach(Runnable::run);
    }

    /** Whether the process is ending: what fails from then on failed because of that. */
    public static boolean hasBegun() {
        return hasBegun;
    }

    /**
     * Ends the process at once, with its temporaries removed, and without what libraries have registered: while another thread
     * computes, the model runtime's own end takes away what it computes with, and the process crashes instead of ending.
     *
     * @param status of the process
     */
    public static synchronized void now(int status) {
        // Held until the process is gone: a thread whose work fails meanwhile, and that ends the process for it, waits
        // in its
        // shutdown hook instead of giving the process another status.
        try {
            run();
        } finally {
            Runtime.getRuntime().halt(status);
        }
    }
}

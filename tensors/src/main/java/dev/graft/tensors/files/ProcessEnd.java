package dev.graft.tensors.files;

import java.util.ArrayList;
import java.util.List;

/** What this process does when it is told to end: it removes the temporaries that it has open. */
public final class ProcessEnd {
    private static final List<Runnable> TASKS = new ArrayList<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ProcessEnd::run, "graft-process-end"));
    }

    private ProcessEnd() {}

    /** Has something done at the end, once. */
    static void add(Runnable task) {
        synchronized (TASKS) {
            TASKS.add(task);
        }
    }

    private static void run() {
        List<Runnable> left;
        synchronized (TASKS) {
            left = List.copyOf(TASKS);
            TASKS.clear();
        }
        left.forEach(Runnable::run);
    }

    /**
     * Ends the process at once, with its temporaries removed, and without what libraries have registered: while another thread
     * computes, the model runtime's own end takes away what it computes with, and the process crashes instead of ending.
     *
     * @param status of the process
     */
    public static void now(int status) {
        try {
            run();
        } finally {
            Runtime.getRuntime().halt(status);
        }
    }
}

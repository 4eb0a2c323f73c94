package dev.graft.graph.runtime;

import dev.graft.tensors.Range;

/**
 * The settings of a session: its device, its threads, and what the runtime may do to the graph for speed.
 *
 * @param threads threads that one operator may use; 0 lets the runtime decide (one per core)
 * @param prepack whether weights may be copied into a faster layout; costs their memory once more per use
 * @param optimization how far the runtime may rewrite the graph
 */
public record SessionConfig(Device device, int threads, boolean prepack, Optimization optimization) {
    /** How far the runtime may rewrite the graph. */
    public enum Optimization {
        NONE,
        BASIC,
        ALL
    }

    public static final SessionConfig DEFAULT = new SessionConfig(Device.CPU, 0, true, Optimization.ALL);

    public SessionConfig {
        Range.THREADS.require("threads", threads);
    }

    public SessionConfig withDevice(Device newDevice) {
        return new SessionConfig(newDevice, threads, prepack, optimization);
    }

    public SessionConfig withThreads(int newThreads) {
        return new SessionConfig(device, newThreads, prepack, optimization);
    }

    public SessionConfig withPrepack(boolean newPrepack) {
        return new SessionConfig(device, threads, newPrepack, optimization);
    }

    public SessionConfig withOptimization(Optimization newOptimization) {
        return new SessionConfig(device, threads, prepack, newOptimization);
    }
}

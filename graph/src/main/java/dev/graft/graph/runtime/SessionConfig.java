package dev.graft.graph.runtime;

import dev.graft.graph.precision.Precision;
import dev.graft.tensors.Range;
import dev.graft.tensors.files.CacheFolder;
import java.nio.file.Path;

/**
 * The settings of a session: its device, its threads, and what the runtime may do to the graph for speed.
 *
 * @param threads threads that one operator may use; 0 lets the runtime decide (one per core)
 * @param prepack whether weights may be copied into a faster layout; costs their memory once more per use
 * @param optimization how far the runtime may rewrite the graph
 * @param precision of products with frozen matrices
 * @param cache the folder of the cache, which holds what a precision makes of the matrices
 * @param fusing whether the runtime may put operators together into one that rounds otherwise
 */
public record SessionConfig(
        Device device,
        int threads,
        boolean prepack,
        Optimization optimization,
        Precision precision,
        Path cache,
        boolean fusing) {
    /** How far the runtime may rewrite the graph. */
    public enum Optimization {
        NONE,
        BASIC,
        ALL
    }

    public static final SessionConfig DEFAULT =
            new SessionConfig(Device.CPU, 0, true, Optimization.ALL, Precision.FLOAT32, CacheFolder.of(""), true);

    public SessionConfig {
        Range.THREADS.require("threads", threads);
    }

    /** What of it decides the numbers that come out, in a word or two, such as {@code CPU int8}. */
    public String arithmetic() {
        return device.kind() + (precision.isRounded() ? " " + precision : "");
    }

    /** For what is trained, which is never rounded. */
    public SessionConfig unrounded() {
        return withPrecision(Precision.FLOAT32);
    }

    public SessionConfig withDevice(Device newDevice) {
        return new SessionConfig(newDevice, threads, prepack, optimization, precision, cache, fusing);
    }

    public SessionConfig withThreads(int newThreads) {
        return new SessionConfig(device, newThreads, prepack, optimization, precision, cache, fusing);
    }

    public SessionConfig withPrepack(boolean newPrepack) {
        return new SessionConfig(device, threads, newPrepack, optimization, precision, cache, fusing);
    }

    public SessionConfig withOptimization(Optimization newOptimization) {
        return new SessionConfig(device, threads, prepack, newOptimization, precision, cache, fusing);
    }

    public SessionConfig withPrecision(Precision newPrecision) {
        return new SessionConfig(device, threads, prepack, optimization, newPrecision, cache, fusing);
    }

    public SessionConfig withCache(Path newCache) {
        return new SessionConfig(device, threads, prepack, optimization, precision, newCache, fusing);
    }

    public SessionConfig withFusing(boolean newFusing) {
        return new SessionConfig(device, threads, prepack, optimization, precision, cache, newFusing);
    }
}

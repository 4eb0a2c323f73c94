package dev.graft.training.settings;

import dev.graft.graph.runtime.Device;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Range;
import dev.graft.tensors.files.CacheFolder;
import dev.graft.training.step.MemoryUse;
import dev.graft.training.step.PrecisionChoice;

/** Where and how exactly a run computes, and what it leaves on the way. */
public record RuntimeSettings(
        @Setting(value = "steps between checkpoints", range = Range.POSITIVE, decisive = false)
        int checkpointEvery,

        @Setting(value = "folder for features; empty for one in the user's cache folder", path = true, decisive = false)
        String cache,

        @Setting(value = "cpu, cuda, cuda:N or cuda:N,memory=8GB", decisive = false)
        String device,

        @Setting(value = "threads of the runtime; 0 for one per core", range = Range.THREADS, decisive = false)
        int threads,

        @Setting(
                value =
                        "how products with frozen matrices are computed; auto takes float32 where the memory allows it, else"
                                + " int8, and the run keeps to that",
                leftToTheRun = "auto",
                before = "float32")
        PrecisionChoice precision,

        @Setting(
                value =
                        "low leaves float32 weights where they are mapped, computes inner values twice and closes what a"
                                + " step does not need, for less memory and speed",
                objectives = {"language_modelling", "coca"},
                before = "ordinary")
        MemoryUse memory) {
    static final RuntimeSettings DEFAULTS =
            new RuntimeSettings(100, "", "cpu", 0, PrecisionChoice.AUTO, MemoryUse.ORDINARY);

    /** How sessions run. */
    public SessionConfig session() {
        return SessionConfig.DEFAULT
                .withDevice(Device.parse(device))
                .withThreads(threads)
                .withPrecision(precision.precision())
                .withCache(CacheFolder.of(cache));
    }
}

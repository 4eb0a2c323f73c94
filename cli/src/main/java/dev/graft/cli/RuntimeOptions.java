package dev.graft.cli;

import dev.graft.cli.option.Within;
import dev.graft.graph.runtime.Device;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Range;
import java.util.List;
import picocli.CommandLine.Option;

/** Where to compute. */
final class RuntimeOptions {
    static final List<String> NAMES = List.of("--device", "--threads");

    @Option(names = "--device", defaultValue = "cpu", description = "cpu, cuda or cuda:N (default: ${DEFAULT-VALUE})")
    private String device;

    @Within(Range.THREADS)
    @Option(names = "--threads", defaultValue = "0", description = "threads of the runtime; 0 for one per core")
    private int threads;

    SessionConfig session() {
        return SessionConfig.DEFAULT.withDevice(Device.parse(device)).withThreads(threads);
    }
}

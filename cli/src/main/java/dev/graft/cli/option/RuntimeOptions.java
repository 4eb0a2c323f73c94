package dev.graft.cli.option;

import dev.graft.graph.precision.Precision;
import dev.graft.graph.runtime.Device;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Range;
import java.util.List;
import picocli.CommandLine.Option;

/** Where to compute. */
public final class RuntimeOptions {
    /** The names of the options. */
    public static final List<String> NAMES = List.of("--device", "--threads", "--precision");

    @Option(
            names = "--device",
            defaultValue = "cpu",
            description = "cpu, cuda, cuda:N or cuda:N,memory=8GB (default: ${DEFAULT-VALUE})")
    private String device;

    @Within(Range.THREADS)
    @Option(names = "--threads", defaultValue = "0", description = "threads of the runtime; 0 for one per core")
    private int threads;

    @Option(
            names = "--precision",
            defaultValue = "float32",
            description =
                    "how products with frozen matrices are computed: float32, int8, int8x2, int16 or, on CUDA, float16 or bfloat16"
                            + " (default: ${DEFAULT-VALUE})")
    private String precision;

    /** The sessions that are asked for. */
    public SessionConfig session() {
        return SessionConfig.DEFAULT
                .withDevice(Device.parse(device))
                .withThreads(threads)
                .withPrecision(Precision.parse(precision));
    }
}

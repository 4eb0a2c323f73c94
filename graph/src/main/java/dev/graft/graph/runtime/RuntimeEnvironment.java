package dev.graft.graph.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The one environment of ONNX Runtime in this process.
 *
 * <p>While it starts, ONNX Runtime 1.29 on Linux matches the command line of the process against a regular expression,
 * recursively: about 250 bytes of stack for each character. The usual stack of 1 MiB overflows from 4000 characters on,
 * such as a long class path has, and takes the process with it. So it starts in a thread with as much stack as it needs.
 */
final class RuntimeEnvironment {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final long USUAL_STACK = 1 << 20;
    private static final long STACK_PER_CHARACTER = 512;

    private static OrtEnvironment environment;

    private RuntimeEnvironment() {}

    static synchronized OrtEnvironment get() {
        if (environment == null) {
            environment = start();
        }
        return environment;
    }

    private static OrtEnvironment start() {
        FutureTask<OrtEnvironment> task = new FutureTask<>(() -> RuntimeLibraries.loading(
                () -> OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "graft")));
        new Thread(null, task, "graft-runtime-start", USUAL_STACK + STACK_PER_CHARACTER * commandLineLength()).start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // no native library for this machine
            }
            throw new RuntimeFailure(
                    "ONNX Runtime does not start: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted while ONNX Runtime started", e);
        }
    }

    private static long commandLineLength() {
        try {
            return Files.isReadable(COMMAND_LINE) ? Files.readAllBytes(COMMAND_LINE).length : 0;
        } catch (IOException e) {
            return 0; // another system, or a sandbox where nobody else can read it either
        }
    }
}

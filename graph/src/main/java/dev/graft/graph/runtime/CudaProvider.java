package dev.graft.graph.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Has sessions compute on a CUDA device, or says what of CUDA is missing. */
final class CudaProvider {
    private static final Map<String, String> SETTINGS = Map.of(
            // Single precision is that: by default products would be in TensorFloat-32, of 10 bits.
            "use_tf32", "0",
            // By default each new shape of a convolution is timed with all algorithms, and results depend on the
            // winner.
            "cudnn_conv_algo_search", "HEURISTIC",
            // By default the arena doubles, which takes up to twice what is needed.
            "arena_extend_strategy", "kSameAsRequested");

    private static final String CPU_BUILD =
            "this is the build for the CPU, without ONNX Runtime's library for CUDA; set"
                    + " GRAFT_CUDA=1 for scripts/graft, build with -Dcuda, or depend on onnxruntime_gpu instead of onnxruntime";

    private CudaProvider() {}

    /** @throws InvalidInputException if the device cannot be used, saying what is missing */
    static void add(SessionOptions options, Device device) {
        Optional<Path> library = RuntimeLibraries.prepareCuda();
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.index())) {
            for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
                cuda.add(setting.getKey(), setting.getValue());
            }
            if (device.memory() > 0) {
                cuda.add("gpu_mem_limit", Long.toString(device.memory()));
            }
            options.addCUDA(cuda);
        } catch (OrtException e) {
            throw new InvalidInputException(
                    "the device " + device + " cannot be used: "
                            + library.map(file -> missing(file, e)).orElse(CPU_BUILD) + "; or choose --device cpu",
                    e);
        }
    }

    /** The system's loader names the first library that it does not find, which the runtime only prints. */
    private static String missing(Path library, OrtException failure) {
        try {
            System.load(library.toString());
        } catch (UnsatisfiedLinkError e) {
            String reason = String.valueOf(e.getMessage()).replace(library + ": ", "");
            return "ONNX Runtime's library for CUDA does not load (" + reason + "); install CUDA 12 and cuDNN 9 and a"
                    + " driver for them, and let LD_LIBRARY_PATH, on Windows PATH, name their folders";
        }
        return RuntimeMessage.of(failure.getMessage());
    }

    /** What a session's failure says of the device rather than of the graph; empty where it is about the graph. */
    static Optional<InvalidInputException> refusal(Device device, OrtException failure) {
        String message = String.valueOf(failure.getMessage());
        String text = message.toLowerCase(Locale.ROOT);
        if (device.kind() != Device.Kind.CUDA || !text.contains("cuda failure") && !text.contains("cudnn failure")) {
            return Optional.empty();
        }
        String remedy = "";
        if (text.contains("invalid device ordinal")) {
            remedy = "; there is no such device: nvidia-smi lists those that are there, from 0";
        } else if (text.contains("driver version") || text.contains("no cuda-capable device")) {
            remedy = "; no device or no driver for CUDA 12 was found";
        }
        return Optional.of(new InvalidInputException(
                "the device " + device + " failed: " + RuntimeMessage.of(message) + remedy + "; or choose --device cpu",
                failure));
    }
}

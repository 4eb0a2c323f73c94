package dev.graft.graph.runtime;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Sizes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device that sessions compute on: the CPU, or one of the CUDA GPUs.
 *
 * @param index the number of the CUDA device; 0 for the CPU
 * @param memory the most bytes of the CUDA device's memory that each session may take for what it computes with; 0 for all
 */
public record Device(Kind kind, int index, long memory) {
    /** The kinds of devices. */
    public enum Kind {
        CPU,
        CUDA
    }

    public static final Device CPU = new Device(Kind.CPU, 0, 0);

    private static final Pattern CUDA =
            Pattern.compile("cuda(?::(\\d{1,3}))?(?:,memory=(.*))?", Pattern.CASE_INSENSITIVE);

    /**
     * Parses {@code cpu}, {@code cuda}, {@code cuda:N} or {@code cuda:N,memory=8GB}.
     *
     * @throws InvalidInputException if it is none of these
     */
    public static Device parse(String text) {
        if (text.equalsIgnoreCase("cpu")) {
            return CPU;
        }
        Matcher cuda = CUDA.matcher(text);
        if (!cuda.matches()) {
            throw new InvalidInputException(
                    "unknown device '" + text + "'; expected cpu, cuda, cuda:N or, with a limit, cuda:N,memory=8GB");
        }
        int index = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        return new Device(Kind.CUDA, index, cuda.group(2) == null ? 0 : memory(text, cuda.group(2)));
    }

    private static long memory(String device, String size) {
        long bytes = Sizes.bytes(size)
                .orElseThrow(() -> new InvalidInputException("the memory of the device '" + device
                        + "' should be a size such as 8GB, in KB, MB, GB or TB; found '" + size + "'"));
        if (bytes == 0) {
            throw new InvalidInputException("the device '" + device + "' has no memory to compute in; give it more");
        }
        return bytes;
    }

    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "cuda:" + index;
    }
}

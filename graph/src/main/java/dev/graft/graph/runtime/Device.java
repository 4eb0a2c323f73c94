package dev.graft.graph.runtime;

import dev.graft.tensors.InvalidInputException;
import java.util.Locale;

/**
 * A device that sessions compute on: the CPU, or one of the CUDA GPUs.
 *
 * @param index the number of the CUDA device; 0 for the CPU
 */
public record Device(Kind kind, int index) {
    /** The kinds of devices. */
    public enum Kind {
        CPU,
        CUDA
    }

    public static final Device CPU = new Device(Kind.CPU, 0);

    /** Parses {@code cpu}, {@code cuda} or {@code cuda:N}. */
    public static Device parse(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (name.equals("cpu")) {
            return CPU;
        }
        if (name.equals("cuda")) {
            return new Device(Kind.CUDA, 0);
        }
        if (name.matches("cuda:\\d{1,3}")) {
            return new Device(Kind.CUDA, Integer.parseInt(name.substring("cuda:".length())));
        }
        throw new InvalidInputException("unknown device '" + text + "'; expected cpu, cuda or cuda:N");
    }

    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "cuda:" + index;
    }
}

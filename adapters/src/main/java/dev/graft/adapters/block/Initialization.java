package dev.graft.adapters.block;

import dev.graft.adapters.Start;
import dev.graft.tensors.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the weights of a linear layer {@code [out, in]} and its bias start. */
public enum Initialization {
    /** Uniform within 1/√in for both, PyTorch's default for linear layers. */
    PYTORCH,
    /** Normal with standard deviation 0.02, biases zero, as in GPT-2 and BERT. */
    NORMAL,
    /** Uniform within √(6 / (in + out)), biases zero (Glorot and Bengio 2010). */
    XAVIER,
    /** As {@link #PYTORCH}, but the last layer is zero: the visual tokens start at zero and grow from there. */
    ZERO_LAST;

    /** The initialisation of a name such as {@code pytorch}. */
    public static Initialization of(String name) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "unknown initialisation '" + name + "'; there is " + List.of(values())));
    }

    /** What layers before the last use. */
    public Initialization beforeLast() {
        return this == ZERO_LAST ? PYTORCH : this;
    }

    public Start weight(int out, int in) {
        return switch (this) {
            case PYTORCH -> Start.uniform(1 / Math.sqrt(in));
            case ZERO_LAST -> Start.ZEROS;
            case NORMAL -> Start.normal(0.02);
            case XAVIER -> Start.uniform(Math.sqrt(6.0 / (in + out)));
        };
    }

    Start bias(int in) {
        return this == PYTORCH ? Start.uniform(1 / Math.sqrt(in)) : Start.ZEROS;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

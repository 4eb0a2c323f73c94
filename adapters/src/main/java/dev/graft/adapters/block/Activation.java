package dev.graft.adapters.block;

import dev.graft.graph.Value;
import dev.graft.tensors.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The function between two linear layers, by the names that Hugging Face configurations use. */
public enum Activation {
    /** x·Φ(x), exact (Hendrycks and Gimpel 2016). */
    GELU {
        @Override
        public Value apply(Value x) {
            return x.multiply(0.5).multiply(x.multiply(Math.sqrt(0.5)).erf().add(1));
        }
    },
    /** The approximation of GELU by tanh. */
    GELU_TANH {
        @Override
        public Value apply(Value x) {
            Value inner = x.square().multiply(0.044715).add(1).multiply(x).multiply(Math.sqrt(2 / Math.PI));
            return x.multiply(0.5).multiply(inner.tanh().add(1));
        }
    },
    RELU {
        @Override
        public Value apply(Value x) {
            return x.relu();
        }
    },
    /** x·σ(x). */
    SILU {
        @Override
        public Value apply(Value x) {
            return x.multiply(x.sigmoid());
        }
    };

    public abstract Value apply(Value x);

    /** The activation of a name such as {@code gelu}. */
    public static Activation of(String name) {
        return Arrays.stream(values())
                .filter(activation -> activation.toString().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidInputException("unknown activation '" + name + "'; there is " + List.of(values())));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

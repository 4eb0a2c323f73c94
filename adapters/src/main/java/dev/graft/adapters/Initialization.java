package dev.graft.adapters;

import dev.graft.graph.ElementType;
import dev.graft.graph.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

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
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown initialisation '" + name + "'; there is " + List.of(values())));
    }

    /** What layers before the last use. */
    Initialization beforeLast() {
        return this == ZERO_LAST ? PYTORCH : this;
    }

    /** The weight of a layer. Seed and name decide the numbers, so that layers are independent of each other. */
    Tensor weight(long seed, String name, int out, int in) {
        SplittableRandom random = random(seed, name);
        return switch (this) {
            case PYTORCH -> filled(uniform(random, 1 / Math.sqrt(in)), out, in);
            case ZERO_LAST -> Tensor.allocate(ElementType.FLOAT, out, in);
            case NORMAL -> filled(() -> 0.02 * gaussian(random), out, in);
            case XAVIER -> filled(uniform(random, Math.sqrt(6.0 / (in + out))), out, in);
        };
    }

    Tensor bias(long seed, String name, int out, int in) {
        return this == PYTORCH
                ? filled(uniform(random(seed, name), 1 / Math.sqrt(in)), out)
                : Tensor.allocate(ElementType.FLOAT, out);
    }

    private static SplittableRandom random(long seed, String name) {
        long mixed = seed;
        for (int i = 0; i < name.length(); i++) {
            mixed = mixed * 0x9E3779B97F4A7C15L + name.charAt(i) + 1;
        }
        return new SplittableRandom(mixed).split();
    }

    private static DoubleSupplier uniform(SplittableRandom random, double bound) {
        return () -> (2 * random.nextDouble() - 1) * bound;
    }

    /** Box and Muller 1958; written out since the JDK's own generator may change between versions. */
    private static double gaussian(SplittableRandom random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    private static Tensor filled(DoubleSupplier numbers, long... shape) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        FloatBuffer values = tensor.floats();
        while (values.hasRemaining()) {
            values.put((float) numbers.getAsDouble());
        }
        return tensor;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

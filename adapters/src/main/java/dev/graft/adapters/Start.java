package dev.graft.adapters;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** How a tensor of weights starts. Seed and name decide the numbers, so that tensors are independent of each other. */
@FunctionalInterface
public interface Start {
    Start ZEROS = constant(0);
    Start ONES = constant(1);

    /** A new tensor. */
    Tensor tensor(long seed, String name, long... shape);

    /** All elements alike. */
    static Start constant(float value) {
        return (seed, name, shape) -> filled(() -> value, shape);
    }

    /** Uniform within {@code -bound} and {@code bound}. */
    static Start uniform(double bound) {
        return (seed, name, shape) -> {
            SplittableRandom random = random(seed, name);
            return filled(() -> (2 * random.nextDouble() - 1) * bound, shape);
        };
    }

    /** Normal with mean zero. */
    static Start normal(double deviation) {
        return (seed, name, shape) -> {
            SplittableRandom random = random(seed, name);
            return filled(() -> deviation * gaussian(random), shape);
        };
    }

    private static SplittableRandom random(long seed, String name) {
        long mixed = seed;
        for (int i = 0; i < name.length(); i++) {
            mixed = mixed * 0x9E3779B97F4A7C15L + name.charAt(i) + 1;
        }
        return new SplittableRandom(mixed).split();
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
}

package dev.graft.training.features;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Locale;

/** How the numbers of features are kept. What reads them computes in single precision either way. */
public enum FeatureType {
    /** As the encoder computes them. */
    FLOAT32(ElementType.FLOAT),
    /** Rounded to nearest even: half the place, with 11 bits of each number. */
    FLOAT16(ElementType.FLOAT16);

    /** The bits that are set in what is no finite number. */
    private static final int INFINITY = 0x7c00;

    private final ElementType element;

    FeatureType(ElementType element) {
        this.element = element;
    }

    public ElementType element() {
        return element;
    }

    /**
     * Features as they are kept.
     *
     * @param features FLOAT
     * @throws InvalidInputException if a number is finite, and too large to be so as it is kept
     */
    Tensor of(Tensor features) {
        if (this == FLOAT32) {
            return features;
        }
        Tensor kept = Tensor.allocate(element, features.shape());
        FloatBuffer from = features.floats();
        ShortBuffer into = kept.bytes().asShortBuffer();
        while (from.hasRemaining()) {
            float number = from.get();
            short bits = HalfPrecision.toFloat16(number);
            if (Float.isFinite(number) && (bits & INFINITY) == INFINITY) {
                throw new InvalidInputException("the encoder's features reach " + number
                        + ", and float16 holds numbers up to 65504; set features_type=float32");
            }
            into.put(bits);
        }
        return kept;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.graft.graph.precision;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How products with frozen matrices are computed, forward and backward. All else, such as the adapter, normalisations, softmax
 * and loss, stays in single precision.
 *
 * <p>In integers, a number in {@code n} parts is rounded to 8 bits, what that leaves over to 8 bits of its own, and so on (Ozaki et al.
 * 2012). Matrices are rounded once, by output channel; the other operand by row in each product (Dettmers et al. 2022,
 * LLM.int8; Wortsman et al. 2023, SwitchBack).
 */
public enum Precision {
    /** Single precision. */
    FLOAT32(0, 0),
    /** Matrices and operands in one part. */
    INT8(1, 1),
    /** Matrices in one part, operands in two: the model is that of {@link #INT8}, its gradient nearly exact. */
    INT8X2(1, 2),
    /** Both in two parts, without the product of the two small ones: nearly single precision. */
    INT16(2, 2),
    /** Both in half precision, the operand scaled by row, for CUDA. */
    FLOAT16(1, 1),
    /** Both in bfloat16, which has a place for numbers of any size but 8 bits for their digits, for CUDA. */
    BFLOAT16(1, 1);

    private final int matrixParts;
    private final int operandParts;

    Precision(int matrixParts, int operandParts) {
        this.matrixParts = matrixParts;
        this.operandParts = operandParts;
    }

    /**
     * The precision of a name.
     *
     * @throws InvalidInputException if there is none
     */
    public static Precision parse(String name) {
        List<String> names = Arrays.stream(values()).map(Precision::toString).toList();
        return Arrays.stream(values())
                .filter(precision -> precision.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("unknown precision '" + name + "'; expected one of "
                        + String.join(", ", names) + Suggestions.didYouMean(name, names)));
    }

    /** Whether matrices are rounded. */
    public boolean isRounded() {
        return this != FLOAT32;
    }

    /** Whether they are rounded to integers, which the CPU computes with; 16 bits of floating point are for CUDA. */
    public boolean isInteger() {
        return isRounded() && this != FLOAT16 && this != BFLOAT16;
    }

    /** The type of operands and matrices that are multiplied in 16 bits of floating point. */
    ElementType halves() {
        return this == BFLOAT16 ? ElementType.BFLOAT16 : ElementType.FLOAT16;
    }

    /** How many numbers make up one of a matrix. */
    int matrixParts() {
        return matrixParts;
    }

    /** The bytes of all that makes up a number of a matrix. */
    int matrixBytes() {
        return switch (this) {
            case FLOAT32 -> Float.BYTES;
            case FLOAT16, BFLOAT16 -> Short.BYTES;
            case INT8, INT8X2, INT16 -> matrixParts;
        };
    }

    /** How many numbers make up one of the other operand. */
    int operandParts() {
        return operandParts;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.graft.graph.precision;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** A frozen matrix written in other numbers than its own, as the right operand of products. */
sealed interface MatrixForm permits MatrixRounding, MatrixHalving {
    /**
     * A matrix in other numbers.
     *
     * @param scales of the channels, where there are any
     * @param chunks the numbers by row in little-endian order, those of the first part, then those of the next; made as they are
     *     asked for
     */
    record Rounded(float[] scales, Iterable<ByteBuffer> chunks) {}

    FrozenMatrix matrix();

    /** The rows of what is written. */
    int inputs();

    /** The columns of what is written. */
    int outputs();

    /** What is written. */
    ElementType type();

    /** How many numbers make up one of the matrix. */
    int parts();

    /** How many channels have a scale of their own. */
    int scales();

    /** What tells it from the other forms of the same matrix, such as {@code by-rows-transposed-1-signed}. */
    String name();

    /**
     * Makes the form.
     *
     * @param use of the result, which can be read until it returns
     * @throws ModelFileException if a number of the matrix has no place in it, as none that is not finite has
     */
    <T> T compute(Function<Rounded, T> use);
}

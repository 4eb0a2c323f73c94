package dev.graft.backbones.inspect;

import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.tensors.ModelFileException;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Comparison with a file of tensors from elsewhere, which may be of any sizes and types. */
final class ReferenceFile {
    private ReferenceFile() {}

    /**
     * Does the work.
     *
     * @throws ModelFileException if the work fails on what the file holds
     */
    static <T> T about(Path reference, Supplier<T> work) {
        try {
            return work.get();
        } catch (ArithmeticException
                | IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException
                | NegativeArraySizeException
                | BufferOverflowException
                | BufferUnderflowException
                | RuntimeFailure e) {
            throw new ModelFileException(
                    reference,
                    "expected tensors of the sizes and types that this model takes and gives, found others ("
                            + e.getMessage() + "); name a reference that was made of this model",
                    e);
        }
    }
}

package dev.graft.graph;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;

/** A tensor that belongs to a graph: frozen weights, or a literal. */
public sealed interface Constant {
    ElementType type();

    long[] shape();

    /** The values; of a {@link Stored} constant a read-only mapping of the file, so that weights stay off the heap. */
    Tensor tensor();

    /** The number of bytes of the values. */
    default long byteSize() {
        return type().bytes(Tensor.elementCount(shape()));
    }

    /** The value of a constant with one element of a real or integer type, null for any other. */
    default Double scalarValue() {
        return Tensor.elementCount(shape()) == 1 ? Scalars.value(tensor()) : null;
    }

    /** The same bytes read as another type and shape. */
    default Constant as(ElementType type, long... shape) {
        if (type.bytes(Tensor.elementCount(shape)) != byteSize()) {
            throw new IllegalArgumentException(this + " does not have the bytes of " + type + Arrays.toString(shape));
        }
        return this instanceof Stored stored
                ? new Stored(type, shape, stored.file(), stored.offset())
                : new Literal(Tensor.wrap(type, tensor().bytes(), shape));
    }

    static Constant of(Tensor tensor) {
        return new Literal(tensor);
    }

    /** A tensor in memory. */
    record Literal(Tensor tensor) implements Constant {
        @Override
        public ElementType type() {
            return tensor.type();
        }

        @Override
        public long[] shape() {
            return tensor.shape();
        }
    }

    /**
     * A tensor at a place in a file: external data of an ONNX model, or raw data inside the model file itself. Graphs
     * derived from the model refer to the same bytes, so that every session maps the one copy.
     */
    record Stored(ElementType type, long[] shape, Path file, long offset) implements Constant {
        @Override
        public Tensor tensor() {
            InputFile.require(file);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return Tensor.wrap(type, channel.map(FileChannel.MapMode.READ_ONLY, offset, byteSize()), shape);
            } catch (IOException e) {
                throw new ModelFileException(
                        file,
                        "cannot read " + byteSize() + " bytes of weights at offset " + offset + ": " + e.getMessage(),
                        e);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Stored stored
                    && type == stored.type
                    && offset == stored.offset
                    && file.equals(stored.file)
                    && Arrays.equals(shape, stored.shape);
        }

        @Override
        public int hashCode() {
            return Objects.hash(type, file, offset);
        }

        @Override
        public String toString() {
            return type + Arrays.toString(shape) + " at " + file + ":" + offset;
        }
    }
}

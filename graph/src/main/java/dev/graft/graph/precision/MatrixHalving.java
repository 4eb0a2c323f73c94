package dev.graft.graph.precision;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.ModelFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Rounds a frozen matrix to half precision, FLOAT16 {@code [rows, columns]}. */
record MatrixHalving(FrozenMatrix matrix) implements MatrixForm {
    private static final float LARGEST = 65_504;

    /** Numbers that are in memory at once. */
    private static final int CHUNK = 1 << 21;

    @Override
    public int inputs() {
        return matrix.rows();
    }

    @Override
    public int outputs() {
        return matrix.columns();
    }

    @Override
    public ElementType type() {
        return ElementType.FLOAT16;
    }

    @Override
    public int parts() {
        return 1;
    }

    @Override
    public int scales() {
        return 0;
    }

    @Override
    public String name() {
        return "in-halves";
    }

    @Override
    public <T> T compute(Function<Rounded, T> use) {
        return matrix.reading(numbers -> {
            int rows = Math.max(1, CHUNK / matrix.columns());
            Iterable<ByteBuffer> chunks = () -> IntStream.range(0, (matrix.rows() + rows - 1) / rows)
                    .mapToObj(chunk -> chunk(numbers, chunk * rows, Math.min(rows, matrix.rows() - chunk * rows)))
                    .iterator();
            return use.apply(new Rounded(new float[0], chunks));
        });
    }

    private ByteBuffer chunk(FrozenMatrix.Numbers numbers, int first, int rows) {
        float[] found = numbers.read(first, rows, 0, matrix.columns());
        ByteBuffer halves = ByteBuffer.allocate(Math.multiplyExact(found.length, Short.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < found.length; i++) {
            if (!(Math.abs(found[i]) <= LARGEST)) {
                throw new ModelFileException("the frozen matrix " + matrix.values() + " has the number " + found[i]
                        + " in row " + (first + i / matrix.columns()) + ", and float16 ends at " + LARGEST
                        + "; compute with precision float32");
            }
            halves.putShort(HalfPrecision.toFloat16(found[i]));
        }
        return halves.flip();
    }
}

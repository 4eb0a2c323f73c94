package dev.graft.graph.precision;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.ModelFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Rounds a frozen matrix to 16 bits of floating point, {@code [rows, columns]}.
 *
 * @param type FLOAT16 or BFLOAT16
 */
record MatrixHalving(FrozenMatrix matrix, ElementType type) implements MatrixForm {

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
    public int parts() {
        return 1;
    }

    @Override
    public int scales() {
        return 0;
    }

    @Override
    public String name() {
        return type == ElementType.BFLOAT16 ? "in-bfloat16" : "in-halves";
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
        float largest = type == ElementType.BFLOAT16 ? 0x1.FEp127f : 65_504;
        for (int i = 0; i < found.length; i++) {
            if (!(Math.abs(found[i]) <= largest)) {
                throw new ModelFileException("the frozen matrix " + matrix.values() + " has the number " + found[i]
                        + " in row " + (first + i / matrix.columns()) + ", and "
                        + type.name().toLowerCase(Locale.ROOT) + " ends at " + largest
                        + "; compute with precision float32");
            }
            halves.putShort(
                    type == ElementType.BFLOAT16
                            ? HalfPrecision.toBfloat16(found[i])
                            : HalfPrecision.toFloat16(found[i]));
        }
        return halves.flip();
    }
}

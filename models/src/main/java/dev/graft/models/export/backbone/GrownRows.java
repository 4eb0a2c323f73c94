package dev.graft.models.export.backbone;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A table with more rows at its end, each the mean of the rows that it had, as transformers' {@code
 * resize_token_embeddings} makes them. The score of such a token is the mean of the others' scores, so that it is never
 * the likeliest one.
 */
final class GrownRows {
    private GrownRows() {}

    /** The table {@code [rows, ...]} with {@code count} rows. */
    static StreamedTensor of(StreamedTensor table, int count) {
        long[] shape = table.shape();
        int more = Math.toIntExact(count - shape[0]);
        shape[0] = count;
        return new StreamedTensor(table.type(), shape, () -> {
            List<ByteBuffer> pieces = new ArrayList<>();
            table.pieces().get().forEach(pieces::add);
            ByteBuffer row = mean(table);
            for (int i = 0; i < more; i++) {
                pieces.add(row.duplicate());
            }
            return pieces;
        });
    }

    private static ByteBuffer mean(StreamedTensor table) {
        int width = Math.toIntExact(Tensor.elementCount(table.shape()) / table.shape()[0]);
        double[] sum = new double[width];
        long[] place = {0};
        for (ByteBuffer piece : table.as(ElementType.FLOAT).pieces().get()) {
            FloatBuffer values =
                    piece.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
            while (values.hasRemaining()) {
                sum[(int) (place[0]++ % width)] += values.get();
            }
        }
        ByteBuffer row =
                ByteBuffer.allocate(Math.toIntExact(table.type().bytes(width))).order(ByteOrder.nativeOrder());
        for (double total : sum) {
            float mean = (float) (total / table.shape()[0]);
            switch (table.type()) {
                case FLOAT16 -> row.putShort(HalfPrecision.toFloat16(mean));
                case BFLOAT16 -> row.putShort(HalfPrecision.toBfloat16(mean));
                default -> row.putFloat(mean);
            }
        }
        return row.flip();
    }
}

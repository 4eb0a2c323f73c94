package dev.graft.graph.rewrite;

import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.Random;

/** Matrix products with weights of a few bits. */
final class QuantizedCases {
    private QuantizedCases() {}

    static List<OperatorCase> all() {
        return List.of(
                nbits("", 64, 3, 32, 4).constant(bytes(3 * 2 * 16, 3, 2, 16)).constant(scales(6, 6)),
                nbits("zero points", 64, 3, 32, 4)
                        .constant(bytes(96, 3, 2, 16))
                        .constant(scales(6, 6))
                        .constant(bytes(3, 3)),
                nbits("zero points, odd blocks", 96, 3, 32, 4)
                        .constant(bytes(144, 3, 3, 16))
                        .constant(scales(9, 9))
                        .constant(bytes(6, 6)),
                nbits("a rest", 40, 3, 32, 4).constant(bytes(96, 3, 2, 16)).constant(scales(6, 6)),
                nbits("8 bits", 64, 3, 32, 8).constant(bytes(192, 3, 2, 32)).constant(scales(6, 6)),
                nbits("8 bits, zero points", 64, 3, 32, 8)
                        .constant(bytes(192, 3, 2, 32))
                        .constant(scales(6, 6))
                        .constant(bytes(6, 6)),
                nbits("real zero points", 64, 3, 32, 4)
                        .constant(bytes(96, 3, 2, 16))
                        .constant(scales(6, 6))
                        .constant(scales(6, 6)),
                nbits("bias", 64, 3, 32, 4)
                        .constant(bytes(96, 3, 2, 16))
                        .constant(scales(6, 6))
                        .absent()
                        .absent()
                        .x(3),
                bnb4("FP4", 64, 6, 16, 0),
                bnb4("NF4", 64, 6, 32, 1),
                bnb4("a block of several rows", 32, 12, 64, 1),
                bnb4("a rest", 40, 5, 64, 1));
    }

    private static OperatorCase bnb4(String variant, long width, long rows, long block, long kind) {
        int blocks = (int) ((width * rows + block - 1) / block);
        return single("com.microsoft.MatMulBnb4", variant)
                .with("K", width)
                .with("N", rows)
                .with("block_size", block)
                .with("quant_type", kind)
                .x(2, 3, width)
                .constant(bytes((int) (width * rows / 2), width * rows / 2))
                .constant(scales(blocks, blocks));
    }

    private static OperatorCase nbits(String variant, long width, long rows, long block, long bits) {
        return single("com.microsoft.MatMulNBits", variant)
                .with("K", width)
                .with("N", rows)
                .with("bits", bits)
                .with("block_size", block)
                .with("accuracy_level", 1)
                .x(2, 3, width);
    }

    private static Tensor bytes(int count, long... shape) {
        byte[] values = new byte[count];
        new Random(3).nextBytes(values);
        Tensor tensor = Tensor.allocate(ElementType.UINT8, shape);
        tensor.bytes().put(values);
        return tensor;
    }

    private static Tensor scales(int count, long... shape) {
        float[] values = new float[count];
        Random random = new Random(5);
        for (int i = 0; i < count; i++) {
            values[i] = 0.01f + 0.05f * random.nextFloat();
        }
        return Tensor.of(values, shape);
    }
}

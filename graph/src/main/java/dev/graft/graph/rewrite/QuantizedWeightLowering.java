package dev.graft.graph.rewrite;

import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Products with weights that are quantised in blocks. The bytes of {@code MatMulNBits} are those of a blocked
 * {@code DequantizeLinear} (operator set 21), so the weights stay where they are and only change their name. Those of
 * {@code MatMulBnb4} are pairs of codes, which are looked up in a table of all pairs.
 */
final class QuantizedWeightLowering {
    private static final int BLOCKED_DEQUANTIZE = 21;

    /** The halves of a byte, and the numbers of each. */
    private static final int CODES = 16;

    /**
     * By {@code quant_type}: 4 bits as a number with a sign, two bits of exponent and one of mantissa; quantiles of a normal
     * distribution.
     */
    private static final float[][] TABLES = {
        {
            0,
            0.0052083335f,
            2 / 3f,
            1,
            1 / 3f,
            0.5f,
            1 / 6f,
            0.25f,
            0,
            -0.0052083335f,
            -2 / 3f,
            -1,
            -1 / 3f,
            -0.5f,
            -1 / 6f,
            -0.25f
        },
        {
            -1,
            -0.6961928f,
            -0.52507305f,
            -0.3949175f,
            -0.28444138f,
            -0.18477343f,
            -0.091050036f,
            0,
            0.0795803f,
            0.1609302f,
            0.2461123f,
            0.33791524f,
            0.44070983f,
            0.562617f,
            0.72295684f,
            1
        }
    };

    private QuantizedWeightLowering() {}

    static void addTo(Map<String, Consumer<FusedNode>> rules) {
        rules.put("com.microsoft.MatMulNBits", QuantizedWeightLowering::product);
        rules.put("com.microsoft.MatMulBnb4", QuantizedWeightLowering::codes);
    }

    private static void codes(FusedNode f) {
        long width = f.node.intAttribute("K", 0);
        long rows = f.node.intAttribute("N", 0);
        long block = f.node.intAttribute("block_size", 0);
        long kind = f.node.intAttribute("quant_type", -1);
        f.require(kind >= 0 && kind < TABLES.length && f.node.intAttribute("transB", 1) == 1);
        long numbers = width * rows;
        f.require(block > 0 && numbers > 0 && numbers % 2 == 0);
        long blocks = (numbers + block - 1) / block;
        Value bytes =
                f.g.constant(f.node.outputs().get(0) + "/codes", f.constant(1).as(ElementType.UINT8, numbers / 2));
        Value pairs = f.g.constant(pairs(TABLES[(int) kind])).gather(bytes.cast(ElementType.INT32), 0);
        if (blocks * block != numbers) {
            Value rest = f.g.constant(Tensor.allocate(ElementType.FLOAT, blocks * block - numbers));
            pairs = pairs.reshape(numbers).concat(0, rest);
        }
        Value scaled = pairs.reshape(blocks, block).multiply(f.in(2).reshape(blocks, 1));
        Value weight = blocks * block == numbers
                ? scaled.reshape(rows, width)
                : scaled.reshape(blocks * block).slice(0, numbers, 0).reshape(rows, width);
        f.out(0, f.in(0).matMulTransposed(weight));
    }

    /** What each byte holds: the number of its upper half, then that of its lower. */
    private static Tensor pairs(float[] table) {
        Tensor pairs = Tensor.allocate(ElementType.FLOAT, CODES * CODES, 2);
        for (int upper = 0; upper < CODES; upper++) {
            for (int lower = 0; lower < CODES; lower++) {
                int at = 2 * (CODES * upper + lower);
                pairs.floats().put(at, table[upper]).put(at + 1, table[lower]);
            }
        }
        return pairs;
    }

    private static void product(FusedNode f) {
        long bits = f.node.intAttribute("bits", 4);
        f.require(bits == 4 || bits == 8);
        f.require(f.in(4) == null); // rows in another order
        long width = f.node.intAttribute("K", 0);
        long rows = f.node.intAttribute("N", 0);
        long block = f.node.intAttribute("block_size", 0);
        long blocks = (width + block - 1) / block;
        ElementType type = bits == 4 ? ElementType.UINT4 : ElementType.UINT8;
        Value packed =
                f.g.constant(f.node.outputs().get(0) + "/weight", f.constant(1).as(type, rows, blocks * block));
        Value scales = f.in(2).reshape(rows, blocks);
        Value weight;
        f.g.requireOpset(BLOCKED_DEQUANTIZE);
        Map<String, Object> attributes = Map.of("axis", 1, "block_size", block);
        if (f.in(3) != null && f.in(3).type().isFloatingPoint()) {
            // Points between the integers: (q - z) · s = q · s - z · s.
            Value shift = f.in(3).reshape(rows, blocks).multiply(scales).reshape(rows, blocks, 1);
            weight = f.g.op("DequantizeLinear", "", attributes, scales.type(), packed, scales)
                    .reshape(rows, blocks, block)
                    .subtract(shift)
                    .reshape(rows, blocks * block);
        } else {
            Value zero = f.g.constant(zeroPoints(f, type, rows, blocks));
            weight = f.g.op("DequantizeLinear", "", attributes, scales.type(), packed, scales, zero);
        }
        if (blocks * block != width) {
            weight = weight.slice(0, width, 1);
        }
        Value y = f.in(0).matMulTransposed(weight);
        f.out(0, f.in(5) == null ? y : y.add(f.in(5)));
    }

    /** {@code [rows, blocks]}; in the fused operator every row starts at a byte of its own. */
    private static Tensor zeroPoints(FusedNode f, ElementType type, long rows, long blocks) {
        Tensor points = Tensor.allocate(type, rows, blocks);
        ByteBuffer bytes = points.bytes();
        if (f.in(3) == null) {
            while (bytes.hasRemaining()) {
                bytes.put((byte) (type == ElementType.UINT4 ? 0x88 : 0x80));
            }
            return points;
        }
        ByteBuffer given = f.constant(3).tensor().bytes();
        if (type == ElementType.UINT8 || blocks % 2 == 0) {
            return points.bytes().remaining() == given.remaining() ? filled(points, given) : refuse();
        }
        for (long i = 0; i < rows * blocks; i++) {
            long row = i / blocks;
            long column = i % blocks;
            int source = given.get((int) (row * ((blocks + 1) / 2) + column / 2)) >> (column % 2 == 0 ? 0 : 4) & 15;
            int at = (int) (i / 2);
            bytes.put(at, (byte) (bytes.get(at) | source << (i % 2 == 0 ? 0 : 4)));
        }
        return points;
    }

    private static Tensor filled(Tensor points, ByteBuffer given) {
        points.bytes().put(given);
        return points;
    }

    private static Tensor refuse() {
        throw new FusedNode.NotLowerable();
    }
}

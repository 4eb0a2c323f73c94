package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import dev.graft.graph.Node;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Matrices of codes that nodes look up in a table in each run: {@code Cast} of the bytes to whole numbers, {@code Gather} of two
 * numbers for each, {@code Reshape} to blocks, {@code Mul} by the scales, {@code Reshape} to the matrix.
 */
final class CodedMatrices {
    /**
     * A value on that way.
     *
     * @param pairs null before the look-up
     * @param shape of the numbers
     * @param scales null before the product
     */
    private record Codes(Constant bytes, Constant pairs, long[] shape, Constant scales) {
        long block() {
            return shape[shape.length - 1];
        }
    }

    private final Map<String, Constant> constants;
    private final Map<String, Codes> values = new HashMap<>();

    /** @param constants by name, also those that nodes make of them */
    CodedMatrices(Map<String, Constant> constants) {
        this.constants = constants;
    }

    /** The matrix that a node makes, if it is the last of such nodes. */
    Optional<FrozenMatrix> follow(Node node) {
        String output = node.outputs().get(0);
        switch (node.qualifiedType()) {
            case "Cast" -> {
                Constant bytes = constant(node, 0);
                if (bytes != null && bytes.type() == ElementType.UINT8) {
                    values.put(output, new Codes(bytes, null, bytes.shape(), null));
                }
            }
            case "Gather" -> {
                Codes codes = node.hasInput(1) ? values.get(node.inputs().get(1)) : null;
                if (codes != null && codes.pairs() == null && isTable(constant(node, 0))) {
                    long[] shape = {Tensor.elementCount(codes.shape()), CodeBook.PER_BYTE};
                    values.put(output, new Codes(codes.bytes(), constant(node, 0), shape, null));
                }
            }
            case "Mul" -> {
                Codes codes = values.get(node.inputs().get(0));
                Constant scales = constant(node, 1);
                if (isScaled(codes, scales)) {
                    values.put(output, new Codes(codes.bytes(), codes.pairs(), codes.shape(), scales));
                }
            }
            case "Reshape" -> {
                return reshape(node, output);
            }
            default -> {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<FrozenMatrix> reshape(Node node, String output) {
        Codes codes = values.get(node.inputs().get(0));
        Constant sizes = constant(node, 1);
        if (codes == null || codes.pairs() == null || sizes == null) {
            return Optional.empty();
        }
        long[] shape = sizes.tensor().toLongArray();
        if (Arrays.stream(shape).anyMatch(size -> size <= 0)
                || Tensor.elementCount(shape) != Tensor.elementCount(codes.shape())) {
            return Optional.empty();
        }
        if (codes.scales() == null) {
            values.put(output, new Codes(codes.bytes(), codes.pairs(), shape, null));
            return Optional.empty();
        }
        int block = Math.toIntExact(codes.block());
        CodeBook book = CodeBook.of(codes.pairs(), codes.scales(), block, Tensor.elementCount(shape));
        return book == null || shape.length != 2
                ? Optional.empty()
                : Optional.of(new FrozenMatrix(codes.bytes().as(ElementType.UINT4, shape), book));
    }

    private Constant constant(Node node, int input) {
        return node.hasInput(input) ? constants.get(node.inputs().get(input)) : null;
    }

    private static boolean isTable(Constant constant) {
        return constant != null
                && constant.type() == ElementType.FLOAT
                && Arrays.equals(constant.shape(), new long[] {CodeBook.PAIRS / CodeBook.PER_BYTE, CodeBook.PER_BYTE});
    }

    /** Whether there is a scale for each block. */
    private static boolean isScaled(Codes codes, Constant scales) {
        return codes != null
                && codes.pairs() != null
                && codes.scales() == null
                && scales != null
                && scales.type().isFloatingPoint()
                && codes.shape().length == 2
                && Arrays.equals(scales.shape(), new long[] {codes.shape()[0], 1});
    }
}

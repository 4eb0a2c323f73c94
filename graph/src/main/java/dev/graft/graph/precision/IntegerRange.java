package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import dev.graft.graph.Node;
import dev.graft.tensors.ElementType;
import java.util.Map;
import java.util.Optional;

/** The numbers that a {@code QuantizeLinear} with one fixed scale can tell apart; it takes others for the nearest of them. */
record IntegerRange(double least, double most) {
    /** The range of a node; empty where it has several scales, one that is computed, or no integers. */
    static Optional<IntegerRange> of(Node quantize, Map<String, Constant> constants) {
        Double scale = scalar(constants.get(quantize.inputs().get(1)));
        boolean hasZero = quantize.hasInput(2);
        Constant zeros = hasZero ? constants.get(quantize.inputs().get(2)) : null;
        Double zero = hasZero ? scalar(zeros) : Double.valueOf(0);
        if (scale == null || zero == null || quantize.hasAttribute("output_dtype")) {
            return Optional.empty();
        }
        ElementType type = hasZero ? zeros.type() : ElementType.UINT8;
        return switch (type) {
            case UINT8 -> Optional.of(of(0, 255, zero, scale));
            case INT8 -> Optional.of(of(-128, 127, zero, scale));
            case UINT16 -> Optional.of(of(0, 65_535, zero, scale));
            case INT16 -> Optional.of(of(-32_768, 32_767, zero, scale));
            default -> Optional.empty();
        };
    }

    private static Double scalar(Constant constant) {
        return constant == null ? null : constant.scalarValue();
    }

    private static IntegerRange of(int least, int most, double zero, double scale) {
        return new IntegerRange((least - zero) * scale, (most - zero) * scale);
    }
}

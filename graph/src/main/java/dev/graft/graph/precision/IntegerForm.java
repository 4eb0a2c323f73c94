package dev.graft.graph.precision;

import dev.graft.tensors.ElementType;

/**
 * How the integers of a frozen matrix are written. Both stand for the same numbers, and products with them are the same to the
 * bit.
 */
public enum IntegerForm {
    /** From -127 to 127. */
    SIGNED(ElementType.INT8, 0),
    /**
     * From 1 to 255, of which 128 is taken off again. Processors of the x86 family without VNNI add two products of an
     * unsigned and a signed operand in 16 bits, which overflow; of two unsigned operands they do not.
     */
    UNSIGNED(ElementType.UINT8, 128);

    private final ElementType type;
    private final int zero;

    IntegerForm(ElementType type, int zero) {
        this.type = type;
        this.zero = zero;
    }

    ElementType type() {
        return type;
    }

    /** What stands for 0. */
    int zero() {
        return zero;
    }
}

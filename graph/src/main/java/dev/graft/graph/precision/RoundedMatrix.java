package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import java.util.List;

/**
 * A frozen matrix in other numbers, as the right operand of a product.
 *
 * @param parts INT8, UINT8, FLOAT16 or BFLOAT16 {@code [inputs, outputs]}, the coarsest first
 * @param scales FLOAT, one for each channel; none in 16 bits
 */
record RoundedMatrix(List<Constant> parts, Constant scales) {}

package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import java.util.List;

/**
 * A frozen matrix in integers, as the right operand of a product.
 *
 * @param parts INT8 or UINT8 {@code [inputs, outputs]}, the coarsest first
 * @param scales FLOAT, one for each channel
 */
record RoundedMatrix(List<Constant> parts, Constant scales) {}

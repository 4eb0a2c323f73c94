package dev.graft.adapters.block;

import dev.graft.tensors.Range;

/**
 * Layer normalisation (Ba et al. 2016) around a projection, with learnt scale and shift.
 *
 * @param input whether the vectors are normalised before the first linear layer
 * @param output whether the visual tokens are normalised at the end
 * @param epsilon added to the variance
 */
public record LayerNorms(boolean input, boolean output, float epsilon) {
    public static final LayerNorms NONE = new LayerNorms(false, false, 1e-5f);

    public LayerNorms {
        requireEpsilon(epsilon);
    }

    /** Refuses what no normalisation adds to a variance. */
    public static void requireEpsilon(Number epsilon) {
        Range.INSIDE_ONE.require("the epsilon of a normalisation", epsilon);
    }
}

package dev.graft.adapters.block;

import dev.graft.tensors.InvalidInputException;

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
        if (!(epsilon > 0 && epsilon < 1)) {
            throw new InvalidInputException(
                    "the epsilon of a layer normalisation must be between 0 and 1, found " + epsilon);
        }
    }
}

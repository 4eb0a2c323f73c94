package dev.graft.adapters.merger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.adapters.projection.TokenReduction;
import dev.graft.tensors.Range;

/**
 * The settings of a {@link PooledAdapter}, as a user gives them.
 *
 * @param side of the square of visual tokens
 * @param normEpsilon added to the mean square
 * @param initialization see {@link Initialization}
 */
public record PooledSpec(
        @Help("side of the square of visual tokens that the patches are averaged to, which divides that of the patches")
        int side,

        @Help("added to the mean square in the normalisation, between 0 and 1")
        double normEpsilon,

        @Help("how weights start: pytorch, normal, xavier or zero_last")
        String initialization)
        implements AdapterSpec {
    public static final String KIND = "pooled_projection";

    /** Gemma 3's. */
    public static final PooledSpec DEFAULT = new PooledSpec(16, 1e-6, "normal");

    public PooledSpec {
        AdapterSetting.require("side", side, Range.SIZE);
        LayerNorms.requireEpsilon(normEpsilon);
        Initialization.of(initialization);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        TokenReduction pooling = new TokenReduction(TokenReduction.Kind.POOL, side);
        pooling.tokens(featureTokens);
        return new PooledAdapter(
                visionWidth,
                featureTokens,
                languageWidth,
                pooling,
                (float) normEpsilon,
                Initialization.of(initialization));
    }
}

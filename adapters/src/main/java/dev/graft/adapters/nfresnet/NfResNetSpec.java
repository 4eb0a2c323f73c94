package dev.graft.adapters.nfresnet;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.attention.Grid;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.adapters.projection.ProjectionAdapter;
import dev.graft.adapters.projection.ProjectionConfig;
import dev.graft.adapters.projection.TokenReduction;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import dev.graft.tensors.Sizes;

/**
 * The settings of an {@link NfResNetAdapter}, as a user gives them.
 *
 * @param stages blocks and width of each stage, such as {@code 3x256,4x512}
 * @param stem the first convolution, {@code 3x3} or {@code 7x7}, and whether a pooling follows: {@code 7x7_pool}
 * @param stemWidth its channels
 * @param bottleneck the width within a block, as a fraction of that which it gives
 * @param alpha the weight of each block beside its shortcut
 * @param normEpsilon of the standardisation of weights
 * @param imageGrid rows and columns of the pixels; empty for a square
 * @param reduction of the cells that come out; see {@link TokenReduction#parse}
 * @param tokens visual tokens made of each vector that the reduction leaves
 * @param initialization of the linear layer at the end; see {@link Initialization}
 */
public record NfResNetSpec(
        @Help("blocks and width of each stage, such as 3x256,4x512")
        String stages,

        @Help("the first convolution, 3x3 or 7x7, and whether a pooling follows: 3x3_pool or 7x7_pool")
        String stem,

        @Help("channels of the first convolution, at least 1")
        int stemWidth,

        @Help("width within a block as a fraction of that which it gives, above 0 and at most 1")
        double bottleneck,

        @Help("weight of each block beside its shortcut, above 0 and at most 1")
        double alpha,

        @Help("added to the variance in the standardisation of weights, between 0 and 1")
        double normEpsilon,

        @Help("rows and columns of the pixels, such as 224x160; empty for a square")
        String imageGrid,

        @Help("how the cells that come out become fewer: none, mean, concat:K, shuffle:S or pool:G")
        String reduction,

        @Help("visual tokens made of each vector that the reduction leaves, at least 1")
        int tokens,

        @Help("how the linear layer at the end starts: pytorch, normal, xavier or zero_last")
        String initialization)
        implements AdapterSpec {
    /** Frozen's: an NF-ResNet-50, pooled, and two visual tokens. */
    public static final NfResNetSpec FROZEN =
            new NfResNetSpec("3x256,4x512,6x1024,3x2048", "7x7_pool", 64, 0.25, 0.2, 1e-5, "", "mean", 2, "pytorch");

    private static final int COLOURS = 3;

    public NfResNetSpec {
        NfStage.parse(stages);
        if (!stem.matches("(3x3|7x7)(_pool)?")) {
            throw new InvalidInputException("unknown stem '" + stem + "'; expected 3x3, 7x7, 3x3_pool or 7x7_pool");
        }
        AdapterSetting.require("stem_width", stemWidth, Range.SIZE);
        AdapterSetting.require("bottleneck", bottleneck, Range.POSITIVE_FRACTION);
        AdapterSetting.require("alpha", alpha, Range.POSITIVE_FRACTION);
        LayerNorms.requireEpsilon(normEpsilon);
        if (!imageGrid.isEmpty()) {
            Grid.parse(imageGrid);
        }
        TokenReduction.parse(reduction);
        AdapterSetting.require("tokens", tokens, Range.SIZE);
        Initialization.of(initialization);
    }

    @Override
    public String kind() {
        return "nf_resnet";
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        if (visionWidth != COLOURS) {
            throw new InvalidInputException("an adapter of kind nf_resnet sees pixels, of 3 colours each, found "
                    + featureTokens + " feature vectors of width " + visionWidth + "; set features=pixels");
        }
        Grid image = Grid.ofFeatures("image_grid", imageGrid, featureTokens);
        NfResNet network = new NfResNet(
                COLOURS,
                stem.startsWith("3x3") ? 3 : 7,
                stem.endsWith("_pool"),
                stemWidth,
                NfStage.parse(stages),
                bottleneck,
                alpha,
                (float) normEpsilon);
        ProjectionConfig head = new ProjectionConfig(
                network.width(),
                Sizes.product(network.side(image.rows()), network.side(image.columns())),
                languageWidth,
                TokenReduction.parse(reduction),
                tokens,
                0,
                0,
                Activation.GELU,
                true,
                new LayerNorms(false, false, 1e-5f),
                Initialization.of(initialization));
        return new NfResNetAdapter(image, network, new ProjectionAdapter(head));
    }
}

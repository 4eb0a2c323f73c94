package dev.graft.adapters.projection;

import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.tensors.InvalidInputException;

/**
 * The sizes and parts of a {@link ProjectionAdapter} between two backbones.
 *
 * @param visionWidth the width of a feature vector
 * @param featureTokens feature vectors of an image
 * @param languageWidth the width of a token embedding
 * @param reduction what happens to the feature vectors first
 * @param tokens visual tokens made of each vector that is left: 1 projects it, n makes it a prefix of n (Frozen)
 * @param hiddenLayers 0 for a linear map, else layers with an activation before the last
 * @param hiddenWidth their width
 * @param bias whether the linear layers have biases; Idefics3's has none
 * @param norms layer normalisation before and after
 */
public record ProjectionConfig(
        int visionWidth,
        int featureTokens,
        int languageWidth,
        TokenReduction reduction,
        int tokens,
        int hiddenLayers,
        int hiddenWidth,
        Activation activation,
        boolean bias,
        LayerNorms norms,
        Initialization initialization) {
    public ProjectionConfig {
        requirePositive("vision width", visionWidth);
        requirePositive("number of feature vectors", featureTokens);
        requirePositive("language width", languageWidth);
        requirePositive("number of tokens", tokens);
        if (hiddenLayers < 0) {
            throw new InvalidInputException("hidden layers must be 0 or more, found " + hiddenLayers);
        }
        if (hiddenLayers > 0) {
            requirePositive("hidden width", hiddenWidth);
        }
        reduction.tokens(featureTokens);
        if ((long) languageWidth * tokens > Integer.MAX_VALUE) {
            throw new InvalidInputException(
                    "an adapter cannot make " + tokens + " tokens of width " + languageWidth + " of one vector");
        }
    }

    /** The width of the vectors that the reduction leaves. */
    int inputWidth() {
        return reduction.width(visionWidth);
    }

    /** The number of linear layers. */
    int layers() {
        return hiddenLayers + 1;
    }

    /** The width that a layer, counted from 0, takes. */
    int inWidth(int layer) {
        return layer == 0 ? inputWidth() : hiddenWidth;
    }

    /** The width that a layer, counted from 0, gives. */
    int outWidth(int layer) {
        return layer == hiddenLayers ? languageWidth * tokens : hiddenWidth;
    }

    private static void requirePositive(String what, int value) {
        if (value <= 0) {
            throw new InvalidInputException("the adapter's " + what + " must be positive, found " + value);
        }
    }
}

package dev.graft.adapters;

/**
 * The settings of a {@link ProjectionAdapter}.
 *
 * @param visionWidth the width of a feature vector
 * @param featureTokens feature vectors of an image
 * @param languageWidth the width of a token embedding
 * @param reduction what happens to the feature vectors first
 * @param tokens visual tokens made of each vector that is left: 1 projects it, n makes it a prefix of n (Frozen)
 * @param hiddenLayers 0 for a linear map, else layers with an activation before the last
 * @param hiddenWidth their width
 * @param inputNorm whether the vectors are normalised first (Ba et al. 2016)
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
        boolean inputNorm,
        Initialization initialization) {
    public ProjectionConfig {
        requirePositive("vision width", visionWidth);
        requirePositive("number of feature vectors", featureTokens);
        requirePositive("language width", languageWidth);
        requirePositive("number of tokens", tokens);
        if (hiddenLayers < 0) {
            throw new IllegalArgumentException("hidden layers must be 0 or more, found " + hiddenLayers);
        }
        if (hiddenLayers > 0) {
            requirePositive("hidden width", hiddenWidth);
        }
        reduction.tokens(featureTokens);
    }

    private static void requirePositive(String what, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException("the adapter's " + what + " must be positive, found " + value);
        }
    }
}

package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.block.Range;
import dev.graft.tensors.InvalidInputException;

/**
 * What a user says about a {@link PerceiverAdapter}.
 *
 * @param latents learnt vectors, each of which becomes a visual token
 * @param heads of each attention
 * @param headWidth their width
 * @param feedForwardRatio the width inside the feed-forward layers, as a multiple of the language model's width
 * @param projectFeatures whether a linear layer brings feature vectors to the language model's width first, as in
 *     TinyLLaVA; OpenFlamingo has none, and both widths must agree
 */
public record PerceiverSpec(
        int latents,
        int layers,
        int heads,
        int headWidth,
        int feedForwardRatio,
        boolean projectFeatures,
        double normEpsilon)
        implements AdapterSpec {
    /** Flamingo's six layers, 64 latents, behind TinyLLaVA's projection. */
    public static final PerceiverSpec DEFAULT = new PerceiverSpec(64, 6, 8, 64, 4, true, 1e-5);

    public PerceiverSpec {
        Range.positive("latents", latents);
        Range.positive("layers", layers);
        Range.positive("heads", heads);
        Range.positive("head_width", headWidth);
        Range.positive("feed_forward_ratio", feedForwardRatio);
        Range.epsilon(normEpsilon);
    }

    @Override
    public String kind() {
        return "perceiver";
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        if (!projectFeatures && visionWidth != languageWidth) {
            throw new InvalidInputException("without project_features the feature vectors, of width " + visionWidth
                    + ", must be as wide as the language model's, " + languageWidth);
        }
        return new PerceiverAdapter(this, visionWidth, languageWidth);
    }
}

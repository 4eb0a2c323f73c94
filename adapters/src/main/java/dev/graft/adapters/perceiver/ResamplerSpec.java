package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.adapters.attention.Grid;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;

/**
 * The settings of a {@link ResamplerAdapter}, as a user gives them.
 *
 * @param queryGrid rows and columns of the queries, each of which becomes a visual token; see {@link Grid#parse}
 * @param keyGrid rows and columns of the feature vectors; empty for a square
 * @param heads of the attention; 0 for one for each 128 of the language model's width
 */
public record ResamplerSpec(
        @Help("rows and columns of the queries, such as 16x12, each of which becomes a visual token; 16 for a square")
        String queryGrid,

        @Help("rows and columns of the feature vectors, such as 16x12; empty for a square")
        String keyGrid,

        @Help("heads of the attention; 0 for one for each 128 of the language model's width")
        int heads,

        @Help("added to the variance in normalisations, between 0 and 1")
        double normEpsilon)
        implements AdapterSpec {
    /** Qwen-VL's: 256 queries. */
    public static final ResamplerSpec DEFAULT = new ResamplerSpec("16x16", "", 0, 1e-6);

    static final String KIND = "qwen_resampler";
    static final int HEAD_WIDTH = 128;

    public ResamplerSpec {
        Grid.parse(queryGrid);
        if (!keyGrid.isEmpty()) {
            Grid.parse(keyGrid);
        }
        AdapterSetting.require("heads", heads, Range.SIZE_OR_NONE);
        LayerNorms.requireEpsilon(normEpsilon);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        if (heads == 0 && languageWidth % HEAD_WIDTH != 0) {
            throw new InvalidInputException("the language model's width " + languageWidth + " is no multiple of "
                    + HEAD_WIDTH + "; give the number of attention heads");
        }
        return new ResamplerAdapter(
                visionWidth,
                Grid.parse(queryGrid),
                Grid.ofFeatures("key_grid", keyGrid, featureTokens),
                languageWidth,
                AttentionHeads.dividing(languageWidth, heads == 0 ? languageWidth / HEAD_WIDTH : heads),
                (float) normEpsilon);
    }
}

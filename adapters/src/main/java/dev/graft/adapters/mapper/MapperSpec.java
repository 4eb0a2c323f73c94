package dev.graft.adapters.mapper;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;

/**
 * The settings of a {@link MapperAdapter}, as a user gives them.
 *
 * @param kind {@code clipcap} or {@code mapl}
 * @param tokens learnt vectors, each of which becomes a visual token
 * @param vectors that a linear layer makes of each feature vector
 * @param width of the transformer; 0 for the language model's
 * @param heads of each attention
 * @param feedForwardRatio the width inside the feed-forward layers, as a multiple of the transformer's
 */
public record MapperSpec(
        String kind,

        @Help("learnt vectors, each of which becomes a visual token, at least 1")
        int tokens,

        @Help("vectors that a linear layer makes of each feature vector, at least 1")
        int vectors,

        @Help("width of the transformer, a multiple of the heads; 0 for the language model's, clipcap's only choice")
        int width,

        @Help("layers of the transformer, at least 1") int layers,

        @Help("heads of each attention, among which the width is divided")
        int heads,

        @Help("width inside the feed-forward layers as a multiple of the transformer's, at least 1")
        int feedForwardRatio)
        implements AdapterSpec {
    /** ClipCap's, which takes one pooled feature vector. */
    public static final MapperSpec CLIPCAP = new MapperSpec("clipcap", 10, 10, 0, 8, 8, 2);

    /** MAPL's, which takes all feature vectors. */
    public static final MapperSpec MAPL = new MapperSpec("mapl", 32, 1, 256, 4, 8, 2);

    public MapperSpec {
        MapperForm.of(kind);
        AdapterSetting.require("tokens", tokens, Range.SIZE);
        AdapterSetting.require("vectors", vectors, Range.SIZE);
        AdapterSetting.require("width", width, Range.SIZE_OR_NONE);
        AdapterSetting.require("layers", layers, Range.LAYERS);
        AdapterSetting.require("heads", heads, Range.SIZE);
        AdapterSetting.require("feed_forward_ratio", feedForwardRatio, Range.SIZE);
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        MapperForm form = MapperForm.of(kind);
        if (form == MapperForm.CLIPCAP && width != 0 && width != languageWidth) {
            throw new InvalidInputException("an adapter of kind clipcap is as wide as the language model, "
                    + languageWidth + ", found width " + width + "; one of kind mapl may be narrower");
        }
        return new MapperAdapter(this, form, visionWidth, width == 0 ? languageWidth : width, languageWidth);
    }
}

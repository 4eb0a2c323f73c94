package dev.graft.adapters.mapper;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.block.Range;
import dev.graft.tensors.InvalidInputException;

/**
 * What a user says about a {@link MapperAdapter}.
 *
 * @param kind {@code clipcap} or {@code mapl}
 * @param tokens learnt vectors, each of which becomes a visual token
 * @param vectors that a linear layer makes of each feature vector
 * @param width of the transformer; 0 for the language model's
 * @param heads of each attention
 * @param feedForwardRatio the width inside the feed-forward layers, as a multiple of the transformer's
 */
public record MapperSpec(String kind, int tokens, int vectors, int width, int layers, int heads, int feedForwardRatio)
        implements AdapterSpec {
    /** ClipCap's, which takes one pooled feature vector. */
    public static final MapperSpec CLIPCAP = new MapperSpec("clipcap", 10, 10, 0, 8, 8, 2);

    /** MAPL's, which takes all feature vectors. */
    public static final MapperSpec MAPL = new MapperSpec("mapl", 32, 1, 256, 4, 8, 2);

    public MapperSpec {
        MapperForm.of(kind);
        Range.positive("tokens", tokens);
        Range.positive("vectors", vectors);
        Range.notNegative("width", width);
        Range.positive("layers", layers);
        Range.positive("heads", heads);
        Range.positive("feed_forward_ratio", feedForwardRatio);
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

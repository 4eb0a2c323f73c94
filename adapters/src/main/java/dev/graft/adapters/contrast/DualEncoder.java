package dev.graft.adapters.contrast;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.Trainable;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.UnitVectors;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.Value;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An adapter, and what compares its visual tokens with the vectors of a frozen text encoder: CLIP, SigLIP, Llip or the
 * contrast of CoCa over two frozen towers. Names of weights are those of CLIP and SigLIP in Hugging Face's transformers.
 *
 * @param tokens visual tokens of an image
 * @param tokenWidth of each
 * @param textWidth of the vectors of texts
 */
public record DualEncoder(Adapter adapter, DualEncoderSpec spec, int tokens, int tokenWidth, int textWidth)
        implements Trainable {
    /** The logarithm of what cosines are multiplied by. */
    public static final String LOG_SCALE = "logit_scale";

    /** What is added to them then. */
    public static final String BIAS = "logit_bias";

    /** The matrix of the projection of images {@code [width, token width]}, but for Llip. */
    public static final String VISUAL_PROJECTION = "visual_projection.weight";

    /** The matrix of the projection of texts {@code [width, text width]}. */
    public static final String TEXT_PROJECTION = "text_projection.weight";

    /** CLIP's start, and SigLIP's. */
    private static final double CLIP_SCALE = 1 / 0.07;

    private static final double SIGLIP_SCALE = 10;
    private static final float SIGLIP_BIAS = -10;

    /** Llip's, which makes its attention less sharp. */
    private static final double MIXTURE_TEMPERATURE = 5;

    public DualEncoder {
        if (adapter.readsText()) {
            throw new InvalidInputException(
                    "an adapter that reads a text cannot be compared with texts; set 'adapter.vocabulary' to 0");
        }
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(adapter.parameters());
        if (mixes()) {
            parameters.addAll(Block.parameters(query(), key(), value(), output()));
        } else {
            parameters.addAll(visual().parameters());
        }
        parameters.addAll(text().parameters());
        boolean judges = spec.form().judgesPairs();
        float scale = (float) Math.log(judges ? SIGLIP_SCALE : CLIP_SCALE);
        parameters.add(new Parameter(LOG_SCALE, Start.constant(scale)));
        if (judges) {
            parameters.add(new Parameter(BIAS, Start.constant(SIGLIP_BIAS)));
        }
        return parameters;
    }

    /** Those of the adapter; conventions have none for the rest. */
    @Override
    public Map<String, String> names(WeightNames convention) {
        return adapter.names(convention);
    }

    /**
     * What is compared of images: unit vectors {@code [images, width]}; for Llip the visual tokens as they are.
     *
     * @param visualTokens {@code [images, tokens, token width]}
     */
    public Value images(Value visualTokens, Weights weights) {
        return mixes() ? visualTokens : UnitVectors.of(visual().apply(pooled(visualTokens), weights));
    }

    private Value pooled(Value visualTokens) {
        return switch (spec.pooling()) {
            case MEAN -> visualTokens.mean(false, 1);
            case FIRST -> visualTokens.slice(0, 1, 1).squeeze(1);
        };
    }

    /**
     * What is compared of texts: unit vectors {@code [texts, width]}; for Llip the vectors as they are.
     *
     * @param vectors of the text encoder, {@code [texts, text width]}
     */
    public Value texts(Value vectors, Weights weights) {
        return mixes() ? vectors : unitTexts(vectors, weights);
    }

    private Value unitTexts(Value vectors, Weights weights) {
        return UnitVectors.of(text().apply(vectors, weights));
    }

    /** The cosines {@code [images, texts]} of what {@link #images} and {@link #texts} give. */
    public Value similarities(Value images, Value texts, Weights weights) {
        if (!mixes()) {
            return images.matMulTransposed(texts);
        }
        return new ContextualSimilarity(tokens, spec.heads(), spec.width() / spec.heads(), MIXTURE_TEMPERATURE)
                .of(
                        query().apply(texts, weights),
                        key().apply(images, weights),
                        value().apply(images, weights),
                        weights.get(output().weight()),
                        unitTexts(texts, weights));
    }

    /** The logarithm of what similarities are multiplied by, a scalar. */
    public Value logScale(Weights weights) {
        return weights.get(LOG_SCALE);
    }

    /** What is added to scaled similarities where {@link DualEncoderSpec.Form#judgesPairs}, a scalar. */
    public Value bias(Weights weights) {
        return weights.get(BIAS);
    }

    private boolean mixes() {
        return spec.form().mixes();
    }

    private Linear visual() {
        return linear("visual_projection", tokenWidth);
    }

    private Linear text() {
        return linear("text_projection", textWidth);
    }

    private Linear query() {
        return linear("mixture.q_proj", textWidth);
    }

    private Linear key() {
        return linear("mixture.k_proj", tokenWidth);
    }

    private Linear value() {
        return linear("mixture.v_proj", tokenWidth);
    }

    private Linear output() {
        return linear("mixture.out_proj", spec.width());
    }

    private Linear linear(String name, int in) {
        return Linear.withoutBias(name, in, spec.width(), Initialization.XAVIER);
    }
}

package dev.graft.adapters.qformer;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.TextInput;
import dev.graft.adapters.Trainable;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.BertLinear;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorm;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.Value;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@link QFormer} with the heads of BLIP-2's first stage of training (Li et al. 2023, arXiv:2301.12597, section 3.2):
 * image and text are compared, matched, and the text is generated. The words that are generated have the weights of the
 * words that are read, as in BERT.
 *
 * @param network with a vocabulary
 * @param contrastWidth of the space in which images and texts are compared, 256 in BLIP-2
 */
public record ImageTextNetwork(QFormer network, int contrastWidth) implements Trainable {
    private static final String TEMPERATURE = "temp";
    private static final String WORD_BIAS = "cls.predictions.bias";

    /** The temperature at the start; the norm of the vectors below which they are not scaled up. */
    private static final float START_TEMPERATURE = 0.07f;

    private static final double SMALLEST_SQUARE = 1e-24;

    public ImageTextNetwork {
        if (network.spec().vocabulary() == 0) {
            throw new InvalidInputException("the first stage of a Q-Former needs a vocabulary");
        }
        Range.SIZE.require("'contrast_width'", contrastWidth);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(network.parameters());
        parameters.addAll(Block.parameters(image(), text(), match(), transform(), transformNorm()));
        parameters.add(new Parameter(WORD_BIAS, Start.ZEROS, network.spec().vocabulary()));
        parameters.add(new Parameter(TEMPERATURE, Start.constant(START_TEMPERATURE)));
        return parameters;
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return QFormerNames.of(convention, this);
    }

    /** What the queries see of an image: {@code [batch, queries, width]}. */
    public Value queries(Value image, Weights weights) {
        return network.queries(image, weights);
    }

    /** Queries and text in the pass in which the text is generated; the queries are those of {@link #queries}. */
    public QFormer.Rows caption(Value image, TextInput text, int tokens, Weights weights) {
        return network.caption(image, text, tokens, weights);
    }

    /** An image as unit vectors, one of each query: {@code [batch, queries, contrast width]}. */
    public Value imageVectors(Value queries, Weights weights) {
        return unit(image().apply(queries, weights));
    }

    /** A text as a unit vector, that of its first token: {@code [batch, contrast width]}. */
    public Value textVectors(TextInput text, Weights weights) {
        Value first = network.text(text, weights).slice(0, 1, 1).squeeze(1);
        return unit(text().apply(first, weights));
    }

    /** By what similarities are divided, a scalar. */
    public Value temperature(Weights weights) {
        return weights.get(TEMPERATURE);
    }

    /** How well texts match images, as logits of "no" and "yes": {@code [batch, 2]}. */
    public Value match(Value image, TextInput text, Weights weights) {
        Value queries = network.both(image, text, weights).queries();
        return match().apply(queries, weights).mean(false, 1);
    }

    /**
     * The words that follow those of a text.
     *
     * @param words of {@link #caption}, {@code [batch, tokens, width]}
     * @return logits, {@code [batch, tokens, vocabulary]}
     */
    public Value nextWords(Value words, Weights weights) {
        Value transformed =
                transformNorm().apply(Activation.GELU.apply(transform().apply(words, weights)), weights);
        return transformed.matMulTransposed(weights.get(QFormer.WORDS)).add(weights.get(WORD_BIAS));
    }

    private static Value unit(Value x) {
        return x.divide(x.square().sum(true, -1).add(SMALLEST_SQUARE).squareRoot());
    }

    private Linear image() {
        return Linear.of("vision_projection", width(), contrastWidth, Initialization.PYTORCH);
    }

    private Linear text() {
        return Linear.of("text_projection", width(), contrastWidth, Initialization.PYTORCH);
    }

    private Linear match() {
        return Linear.of("itm_head", width(), 2, Initialization.PYTORCH);
    }

    private Linear transform() {
        return BertLinear.of("cls.predictions.transform.dense", width(), width(), width());
    }

    private LayerNorm transformNorm() {
        float epsilon = (float) network.spec().normEpsilon();
        return new LayerNorm("cls.predictions.transform.LayerNorm", width(), epsilon);
    }

    private int width() {
        return network.spec().width();
    }
}

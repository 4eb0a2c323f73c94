package dev.graft.adapters.merger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.RmsNorm;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Mistral 3's projector, as transformers 5.18 has it: the vectors of a block of patches are normalised by their root mean square, joined
 * number by number, taken to the width of one of them, and through two linear layers to one visual token.
 */
record JoiningAdapter(JoiningSpec spec, int visionWidth, int languageWidth) implements Adapter {
    private static final String MODULE = "multi_modal_projector.";
    static final String NORM = MODULE + "norm.weight";
    static final String MERGER = MODULE + "patch_merger.merging_layer";
    static final String FIRST = MODULE + "linear_1";

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(norm().parameters());
        List.of(merger(), first(), last()).forEach(layer -> parameters.addAll(layer.parameters()));
        return parameters;
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return convention.equals(WeightNames.MISTRAL3)
                ? WeightNames.rewritten(this, UnaryOperator.identity())
                : Map.of();
    }

    /** Those of a block: its side is told by the settings, not by the encoder. */
    @Override
    public OptionalInt settledVectors() {
        return OptionalInt.of(Sizes.product(spec.block(), spec.block()));
    }

    @Override
    public int visualTokens(int featureTokens) {
        return 1;
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Weights weights = new Weights(parameters);
        Value joined = norm().apply(features, weights).transpose(0, 2, 1).reshape(0, 1, joinedWidth());
        Value x = first().apply(merger().apply(joined, weights), weights);
        return last().apply(Activation.of(spec.activation()).apply(x), weights);
    }

    private int joinedWidth() {
        return Sizes.product(visionWidth, Sizes.product(spec.block(), spec.block()));
    }

    private RmsNorm norm() {
        return new RmsNorm(MODULE + "norm", visionWidth, (float) spec.normEpsilon());
    }

    private Linear merger() {
        Initialization start = Initialization.of(spec.initialization()).beforeLast();
        return Linear.withoutBias(MERGER, joinedWidth(), visionWidth, start);
    }

    private Linear first() {
        return linear(
                FIRST, visionWidth, Initialization.of(spec.initialization()).beforeLast());
    }

    private Linear last() {
        return linear(MODULE + "linear_2", languageWidth, Initialization.of(spec.initialization()));
    }

    private Linear linear(String name, int in, Initialization start) {
        return spec.bias()
                ? Linear.of(name, in, languageWidth, start)
                : Linear.withoutBias(name, in, languageWidth, start);
    }
}

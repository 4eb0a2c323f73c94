package dev.graft.graph.rewrite;

import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Normalisations that add the residual stream, and sometimes a bias, first. */
final class NormalizationLowering {
    private static final float EPSILON = 1e-12f;

    private NormalizationLowering() {}

    static void addTo(Map<String, Consumer<FusedNode>> rules) {
        rules.put("com.microsoft.SkipLayerNormalization", NormalizationLowering::skipLayerNorm);
        rules.put("com.microsoft.SkipSimplifiedLayerNormalization", NormalizationLowering::skipRmsNorm);
    }

    private static void skipLayerNorm(FusedNode f) {
        Value sum = sum(f, 4);
        Map<String, Object> attributes = Map.of("axis", -1, "epsilon", f.node.floatAttribute("epsilon", EPSILON));
        boolean statistics = f.node.hasOutput(1) || f.node.hasOutput(2);
        List<ElementType> types = statistics
                ? List.of(sum.type(), ElementType.FLOAT, ElementType.FLOAT)
                : Collections.singletonList(sum.type());
        List<Value> results = f.g.op("LayerNormalization", "", attributes, types, sum, f.in(2), f.in(3));
        for (int i = 0; i < results.size(); i++) {
            f.out(i, results.get(i));
        }
        f.out(3, sum);
    }

    private static void skipRmsNorm(FusedNode f) {
        f.require(!f.node.hasOutput(1) && !f.node.hasOutput(2));
        Value sum = sum(f, 3);
        Map<String, Object> attributes = Map.of("axis", -1, "epsilon", f.node.floatAttribute("epsilon", EPSILON));
        f.out(0, f.g.op("SimplifiedLayerNormalization", attributes, sum, f.in(2)));
        f.out(3, sum);
    }

    private static Value sum(FusedNode f, int bias) {
        Value sum = f.in(0).add(f.in(1));
        return f.in(bias) == null ? sum : sum.add(f.in(bias));
    }
}

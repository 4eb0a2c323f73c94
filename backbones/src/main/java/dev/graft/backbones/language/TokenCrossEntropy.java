package dev.graft.backbones.language;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.Map;

/**
 * Ends a language model in the cross-entropy of its target tokens: {@code loss = -Σ weightᵢ · log p(targetᵢ)}.
 *
 * <p>Only the logits that predict targets are read; {@link dev.graft.graph.rewrite.Specialization} then computes no others.
 * Prompts are mostly longer than answers and vocabularies wide, so this saves most of the last product and its gradient.
 */
public final class TokenCrossEntropy {
    /** {@code [targets, 2]} INT64: row and position of the logits that predict each target. */
    public static final String TARGET_INDEX = "target_index";

    /** {@code [targets]} INT64. */
    public static final String TARGET_IDS = "target_ids";

    /** {@code [targets]} FLOAT; 0 for padding. With 1 / number of targets the loss is their mean. */
    public static final String TARGET_WEIGHTS = "target_weights";

    /** The loss, a scalar. */
    public static final String LOSS = "loss";

    private TokenCrossEntropy() {}

    /** The body of a language model with the loss in place of the logits. */
    public static Graph of(Graph body) {
        GraphBuilder g = new GraphBuilder(body.name() + "+loss");
        Value index = g.input(TARGET_INDEX, ElementType.INT64, "targets", 2);
        Value logits = g.op("GatherND", Map.of(), g.include(body, Map.of()).get(LanguageModel.LOGITS), index);
        Value targets = g.input(TARGET_IDS, ElementType.INT64, "targets");
        Value weights = g.input(TARGET_WEIGHTS, ElementType.FLOAT, "targets");
        Value likelihood = g.op(
                "GatherElements",
                Map.of("axis", 1),
                logits.cast(ElementType.FLOAT).logSoftmax(-1),
                targets.unsqueeze(1));
        g.output(LOSS, likelihood.squeeze(1).multiply(weights).sumAll().negate());
        return g.build();
    }
}

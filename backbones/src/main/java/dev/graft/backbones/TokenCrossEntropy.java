package dev.graft.backbones;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.ElementType;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.TensorType;
import dev.graft.graph.Value;
import dev.graft.graph.ValueInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ends a language model in the cross-entropy of its target tokens: {@code loss = -Σ weightᵢ · log p(targetᵢ)}.
 *
 * <p>The logits are computed for the positions of targets only. Prompts are mostly longer than answers and vocabularies
 * wide, so this saves most of the last product and of its gradient.
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

    private static final Set<String> ROW_WISE = Set.of("Identity", "Cast", "Mul", "Div", "Add", "Sub", "Tanh", "Clip");

    private TokenCrossEntropy() {}

    /** The body of a language model with the loss in place of the logits. */
    public static Graph of(Graph body) {
        GraphBuilder g = new GraphBuilder(body.name() + "+loss");
        Graph picked = atTargets(body);
        boolean early = picked.input(TARGET_INDEX).isPresent();
        Value logits = g.include(picked, Map.of()).get(LanguageModel.LOGITS);
        if (!early) {
            Value index = g.input(TARGET_INDEX, ElementType.INT64, "targets", 2);
            logits = g.op("GatherND", Map.of(), logits, index);
        }
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

    /** Picks rows of the hidden states before the last product, if what follows it treats each row by itself. */
    private static Graph atTargets(Graph body) {
        Map<String, Node> producers = new HashMap<>();
        body.nodes().forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
        Node head = producers.get(LanguageModel.LOGITS);
        while (head != null && ROW_WISE.contains(head.opType())) {
            String next = rowWiseOperand(body, producers, head);
            head = next == null ? null : producers.get(next);
        }
        if (head == null || !head.opType().equals("MatMul")) {
            return body;
        }
        Node product = head;
        String hidden = product.inputs().get(0);
        String rows = hidden + "/targets";
        List<Node> nodes = new ArrayList<>();
        for (Node node : body.nodes()) {
            if (node.equals(product)) {
                nodes.add(new Node("GatherND", "", rows, List.of(hidden, TARGET_INDEX), List.of(rows), Map.of()));
                nodes.add(node.withInputs(List.of(rows, node.inputs().get(1))));
            } else {
                nodes.add(node);
            }
        }
        List<ValueInfo> inputs = new ArrayList<>(body.inputs());
        inputs.add(new ValueInfo(TARGET_INDEX, TensorType.of(ElementType.INT64, "targets", 2)));
        List<ValueInfo> untyped = List.of(new ValueInfo(LanguageModel.LOGITS, null));
        return body.withNodes(nodes).withInputs(inputs).withOutputs(untyped);
    }

    /** The operand that carries the logits, if all others are the same for each row. */
    private static String rowWiseOperand(Graph body, Map<String, Node> producers, Node node) {
        String carrier = null;
        for (String input : node.inputs()) {
            Constant constant = constant(body, producers, input);
            if (constant == null && carrier != null || constant != null && constant.shape().length > 1) {
                return null;
            }
            carrier = constant == null ? input : carrier;
        }
        return carrier;
    }

    private static Constant constant(Graph body, Map<String, Node> producers, String name) {
        if (body.constants().containsKey(name)) {
            return body.constants().get(name);
        }
        Node producer = producers.get(name);
        boolean literal = producer != null && producer.opType().equals("Constant");
        return literal && producer.attributes().get("value") instanceof Attribute.Data data ? data.value() : null;
    }
}

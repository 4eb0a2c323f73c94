package dev.graft.graph.attention;

import dev.graft.graph.Attribute;
import dev.graft.graph.Node;
import dev.graft.tensors.TensorType;
import java.util.List;
import java.util.Map;

/**
 * One attention of a graph: a product of queries and keys gives scores, these become weights, and a product with the weights
 * mixes the values. Nothing else reads what lies between the two products.
 *
 * @param scores {@code [..., queries, keys]} of queries {@code [..., queries, size]} and keys
 * @param between from scores to weights, all elementwise but for the softmax over the keys, in order
 * @param mixing of weights and values {@code [..., keys, size]}
 * @param type of the scores
 */
record Attention(Node scores, List<Node> between, Node mixing, TensorType type) {
    Attention {
        between = List.copyOf(between);
    }

    int rank() {
        return type.shape().rank();
    }

    long queries() {
        return type.shape().dim(-2).size();
    }

    long keys() {
        return type.shape().dim(-1).size();
    }

    /** What the weights are made of besides the scores; equal attentions of a model's blocks have equal steps. */
    List<Step> steps() {
        List<String> own = between.stream().map(node -> node.outputs().get(0)).toList();
        return between.stream()
                .map(node -> new Step(
                        node.qualifiedType(),
                        node.inputs().stream()
                                .map(name -> name.equals(scores.outputs().get(0))
                                        ? "scores"
                                        : own.contains(name) ? "step " + own.indexOf(name) : "value " + name)
                                .toList(),
                        node.attributes()))
                .toList();
    }

    /** One operator between scores and weights, with what it reads. */
    record Step(String operator, List<String> operands, Map<String, Attribute> attributes) {}
}

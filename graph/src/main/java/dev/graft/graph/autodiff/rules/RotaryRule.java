package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Graph;
import dev.graft.graph.Value;

/** {@code RotaryEmbedding}, the rotary position embedding: a rotation, so its adjoint turns back. */
final class RotaryRule {
    private RotaryRule() {}

    static void apply(Adjoint a) {
        if (a.wants(2) || a.wants(3)) {
            throw a.refuse(
                    "its tables of cosines and sines have no gradient; export the model with the rotation in ordinary operators");
        }
        Value back = a.in(3).negate();
        a.give(
                0,
                a.g.op(
                        "RotaryEmbedding",
                        Graph.MICROSOFT,
                        a.node.attributes(),
                        a.element(),
                        a.dy(),
                        a.in(1),
                        a.in(2),
                        back));
    }
}

package dev.graft.graph.beginning;

import dev.graft.graph.Node;

/** What an operator makes of the tokens behind a beginning cannot be told from what it makes of all. */
final class Inseparable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Inseparable(Node node, String reason) {
        super("node '" + node.name() + "' (" + node.qualifiedType() + "): " + reason);
    }

    static void unless(boolean holds, Node node, String reason) {
        if (!holds) {
            throw new Inseparable(node, reason);
        }
    }
}

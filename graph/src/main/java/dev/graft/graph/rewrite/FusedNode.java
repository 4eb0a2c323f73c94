package dev.graft.graph.rewrite;

import dev.graft.graph.Constant;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;

/** A node that is being replaced by simpler ones. */
final class FusedNode {
    final GraphBuilder g;
    final Node node;
    private final TypedGraph typed;

    FusedNode(GraphBuilder g, Node node, TypedGraph typed) {
        this.g = g;
        this.node = node;
        this.typed = typed;
    }

    /** An operand, or null where it was left out. */
    Value in(int index) {
        return node.hasInput(index) ? g.value(node.inputs().get(index)) : null;
    }

    /** The shape of an operand that was given. */
    Shape shape(int index) {
        TensorType type = typed.type(node.inputs().get(index));
        if (type == null) {
            throw new NotLowerable();
        }
        return type.shape();
    }

    /** One size of an operand; it must be known. */
    long size(int index, int axis) {
        return known(shape(index).dim(axis));
    }

    static long known(Shape.Dim dim) {
        if (!dim.isKnown()) {
            throw new NotLowerable();
        }
        return dim.size();
    }

    /** The constant that an operand is. */
    Constant constant(int index) {
        Constant constant = g.constantNamed(node.inputs().get(index));
        if (constant == null) {
            throw new NotLowerable();
        }
        return constant;
    }

    ElementType element() {
        return typed.type(node.inputs().get(0)).element();
    }

    Value scalar(double value) {
        return g.scalar(element(), value);
    }

    boolean isSet(String attribute) {
        return node.intAttribute(attribute, 0) != 0;
    }

    /** Requires something that the lowering takes for granted; otherwise the node stays. */
    void require(boolean condition) {
        if (!condition) {
            throw new NotLowerable();
        }
    }

    /** Gives an output of the node, where something reads it, its new value. */
    void out(int index, Value value) {
        if (node.hasOutput(index)) {
            g.define(node.outputs().get(index), value);
        }
    }

    /** The node is of a form that has no simpler equivalent here; it stays as it is. */
    static final class NotLowerable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotLowerable() {
            super(null, null, false, false);
        }
    }
}
